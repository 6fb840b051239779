// Where entries stand, in SQL: an entry's status is derived from its outcome and its slice, never stored, and a request's counts come
// from its slices alone. Every read that shows a status uses these fragments, so that no two can differ.

/** Sums over the slices of one request (`s`): what waits, by what stopped it, what is in hand, and each outcome; recalled is not undelivered here. */
export const SLICE_SUMS = `
  coalesce(sum(s.last - s.next_position + 1 + cardinality(s.retry_positions)) filter (where s.stop_reason is null), 0)::int as waiting,
  coalesce(sum(s.last - s.next_position + 1 + cardinality(s.retry_positions)) filter (where s.stop_reason = 1), 0)::int as cancelled,
  coalesce(sum(s.last - s.next_position + 1 + cardinality(s.retry_positions)) filter (where s.stop_reason = 2), 0)::int as expired,
  coalesce(sum(s.leased_count + cardinality(s.leased_retries)), 0)::int as sending,
  coalesce(sum(s.submitted), 0)::int as submitted,
  coalesce(sum(s.delivered), 0)::int as delivered,
  coalesce(sum(s.rejected), 0)::int as rejected,
  coalesce(sum(s.undelivered - s.recalled), 0)::int as undelivered,
  coalesce(sum(s.recalled), 0)::int as recalled,
  coalesce(sum(s.not_attempted), 0)::int as not_attempted,
  coalesce(sum(s.in_doubt), 0)::int as in_doubt`;

/** Over the slices of one request (`s`): what is open of it is held back. */
export const PAUSED = `coalesce(bool_or(s.not_before = 'infinity' and s.stop_reason is null
  and (s.next_position <= s.last or cardinality(s.retry_positions) > 0 or s.lease_token is not null)), false) as paused`;

/** Over the slices of one request (`s`): the queues in which something of it waits whose start has come. */
export const WAITS_IN = `coalesce(array_agg(distinct s.queue) filter (
  where s.stop_reason is null and s.not_before <= now() and (s.next_position <= s.last or cardinality(s.retry_positions) > 0)), '{}') as waits_in`;

/** The queue of a slice (`s`) of which something may wait whose start has come; null = of none. */
export const WAITS_HERE = `case when s.stop_reason is null and s.not_before <= now() then s.queue end as waits_in`;

/** What a request (`r`) with the sums `a` is doing. */
export const REQUEST_STATE = `case
  when a.cancelled > 0 then 'cancelled'
  when a.waiting + a.sending > 0 then case when r.starts_at > now() then 'scheduled' else 'sending' end
  when a.expired > 0 then 'expired'
  else 'finished' end`;

/** The status of the entry `e` in its slice `s`, in the words of contract section 7. What was recalled is Undelivered. */
export const ENTRY_STATUS = `case
  when e.status >= 2 then (array['Submitted', 'Delivered', 'Rejected', 'Undelivered', 'Not Attempted', 'In doubt', 'Undelivered'])[e.status - 1]
  when (e.entry_id & 1048575) < s.next_position and not (e.entry_id & 1048575)::int = any (s.retry_positions) then 'Sending'
  when s.stop_reason = 1 then 'Cancelled'
  when s.stop_reason = 2 then 'Expired'
  when e.status = 1 then 'Queue Full'
  else 'Initial' end`;

/** Joins the entry `e` of the request `r` to its slice `s`. $1 is the lane. */
export const SLICE_OF_ENTRY = `queue_slice s on s.lane = $1 and s.request_id = r.id
  and (e.entry_id & 1048575)::int between s.first and s.last`;

/** How many entries of a request stand where, as its slices count them. */
export type Sums = Record<
  | 'waiting'
  | 'cancelled'
  | 'expired'
  | 'sending'
  | 'submitted'
  | 'delivered'
  | 'rejected'
  | 'undelivered'
  | 'recalled'
  | 'not_attempted'
  | 'in_doubt',
  number
>;
