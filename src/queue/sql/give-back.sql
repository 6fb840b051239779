-- Undoes a take of which nothing was handed over: its answer was lost. Repeated until it hits or the lease is over, since it may
-- overtake the take. Where a slice was stopped meanwhile, what it had in hand was not attempted.
-- $1 lane, $2 holder
with held as materialized (
  select s.request_id, s.first, s.next_position, s.leased_count, s.leased_retries, s.stop_reason, now() as at, greatest(s.not_before, now()) as due_at,
    case when s.stop_reason is null then s.next_position - s.leased_count else s.next_position end as next_again,
    case when s.stop_reason is null then s.leased_retries || s.retry_positions else s.retry_positions end as retry_positions,
    case when s.stop_reason is null then array_fill(now(), array[cardinality(s.leased_retries)]) || s.retry_at else s.retry_at end as retry_at,
    case when s.stop_reason is null then s.not_attempted else s.not_attempted + s.leased_count + cardinality(s.leased_retries) end as not_attempted,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.in_doubt
  from queue_slice s
  where s.lane = $1 and s.lease_token = $2
  order by s.request_id, s.first
  for update),
slice as (
  -- The whole account from the locked row, as in record.
  update queue_slice s set lease_token = null, lease_until = null, leased_count = 0, leased_retries = '{}', due_at = h.due_at, next_position = h.next_again,
    retry_positions = h.retry_positions, retry_at = h.retry_at, submitted = h.submitted, delivered = h.delivered, rejected = h.rejected,
    undelivered = h.undelivered, not_attempted = h.not_attempted, in_doubt = h.in_doubt
  from held h
  where s.lane = $1 and s.request_id = h.request_id and s.first = h.first),
fresh as (
  update queue_entry e set status = 6, reason = 'stopped while in hand', outcome_at = h.at
  from held h
  where h.stop_reason is not null and e.lane = $1 and e.entry_id between h.request_id + h.next_position - h.leased_count and h.request_id + h.next_position - 1),
retried as (
  update queue_entry e set status = 6, reason = 'stopped while in hand', outcome_at = h.at,
    handed_at = coalesce(e.handed_at, e.outcome_at)
  from held h cross join unnest(h.leased_retries) position
  where h.stop_reason is not null and e.lane = $1 and e.entry_id = h.request_id + position)
select count(*)::int as slices from held h
