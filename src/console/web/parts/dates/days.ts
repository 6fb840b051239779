// Days of the browser's zone, as a calendar names them, and the moments that stand for them.
import dayjs from 'dayjs';

export type Day = string | null;

/** ISO 8601; empty = without an end. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** From the first day's first moment to the last day's last one; an hour is skipped or repeated within them as the zone has it. */
export const rangeOf = ([first, last]: readonly [Day, Day]): Range => ({
  from: first === null ? '' : dayjs(first).startOf('day').toISOString(),
  to: last === null ? '' : dayjs(last).endOf('day').toISOString(),
});

/** @returns null for an invalid time, or for a year without exactly four digits */
function dayOf(moment: string): Day {
  const at = dayjs(moment);
  return moment !== '' && at.isValid() && at.year() >= 1_000 && at.year() <= 9_999 ? at.format('YYYY-MM-DD') : null;
}

export const daysOf = ({ from, to }: Range): [Day, Day] => [dayOf(from), dayOf(to)];
