// How long a lane whose statements fail is left alone: longer after each failure in a row.
const FIRST_MS = 50;
const LONGEST_MS = 2_000;

/** @param failures before this one */
export const lanePauseMs = (failures: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
