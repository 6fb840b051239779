// The backoff of a lane whose statements fail: twice as long after each failure in a row.
const FIRST_MS = 50;
const LONGEST_MS = 2_000;

/** @param failures number of failures before this one */
export const lanePauseMs = (failures: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
