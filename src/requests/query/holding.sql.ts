// SQL for the positions of a slice that can hold a status; a search reads only these positions. `certain` is the number of entries that have
// the status for sure, from the counters of the slice. It must agree with sql/fragments/entry-status.sql.
import type { Status } from '../../queue/states.js';

export interface Holding {
  /** Over the slice `s`. */
  where: string;
  low: string;
  high: string;
  certain: string;
}

const WAITS = "(s.next_position <= s.last or s.retry_positions <> '{}')";
const begun = (where: string, certain: string, low = 's.first'): Holding => ({ where, low, high: 's.next_position - 1', certain });
/** The positions that are not begun, and the range before them that has entries for a retry. */
const waiting = (stopped: string): Holding => ({
  where: `${stopped} and ${WAITS}`,
  low: "case when s.retry_positions = '{}' then s.next_position else s.first end",
  high: 's.last',
  certain: 's.last - s.next_position + 1',
});
const counted = (counter: string): Holding => begun(`s.${counter} > 0`, `s.${counter}`);

export const HOLDING: Readonly<Record<Status, Holding>> = {
  Initial: waiting('s.stop_reason is null'),
  'Queue Full': begun("s.stop_reason is null and s.retry_positions <> '{}'", '0'),
  Sending: begun(
    's.lease_token is not null',
    ':leased_total(s)',
    "case when s.leased_retries = '{}' then s.next_position - s.leased_count else s.first end",
  ),
  Submitted: counted('submitted'),
  Delivered: counted('delivered'),
  Undelivered: counted('undelivered'),
  Expired: waiting('s.stop_reason = :StopReason.Expired'),
  Rejected: counted('rejected'),
  'Not Attempted': counted('not_attempted'),
  Cancelled: waiting('s.stop_reason = :StopReason.Cancelled'),
  'In doubt': counted('in_doubt'),
};

export const ANY: Holding = { where: 'true', low: 's.first', high: 's.last', certain: 's.last - s.first + 1' };
