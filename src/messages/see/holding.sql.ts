// Which positions of a slice can hold a status, in SQL: a search reads no others. `certain` is how many of them are sure to have it, as
// its counters say. Must agree with ENTRY_STATUS.
import type { Status } from '../../queue/states.js';

export interface Holding {
  /** Over the slice `s`. */
  where: string;
  low: string;
  high: string;
  certain: string;
}

const WAITS = "(s.next <= s.last or s.again <> '{}')";
const begun = (where: string, certain: string, low = 's.first'): Holding => ({ where, low, high: 's.next - 1', certain });
/** What is not begun, and somewhere before it what is tried again. */
const waiting = (stopped: string): Holding => ({
  where: `${stopped} and ${WAITS}`,
  low: "case when s.again = '{}' then s.next else s.first end",
  high: 's.last',
  certain: 's.last - s.next + 1',
});
const counted = (counter: string): Holding => begun(`s.${counter} > 0`, `s.${counter}`);

export const HOLDING: Readonly<Record<Status, Holding>> = {
  Initial: waiting('s.stopped is null'),
  'Queue Full': begun("s.stopped is null and s.again <> '{}'", '0'),
  Sending: begun(
    's.holder is not null',
    's.taken + cardinality(s.trying)',
    "case when s.trying = '{}' then s.next - s.taken else s.first end",
  ),
  Submitted: counted('submitted'),
  Delivered: counted('delivered'),
  Undelivered: counted('undelivered'),
  Expired: waiting('s.stopped = 2'),
  Rejected: counted('rejected'),
  'Not Attempted': counted('not_attempted'),
  Cancelled: waiting('s.stopped = 1'),
  'In doubt': counted('in_doubt'),
};

export const ANY: Holding = { where: 'true', low: 's.first', high: 's.last', certain: 's.last - s.first + 1' };
