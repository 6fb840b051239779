-- Undoes a claim after a lost answer: nothing of it was handed over. Repeated until it finds the lease or the lease is over, since it may
-- overtake the claim. If a slice was stopped meanwhile, its leased entries end as Not Attempted.
with locked_slices as materialized (
  select s.request_id, s.first, s.next_position, s.leased_count, s.leased_retries, s.stop_reason, now() as at,
    greatest(s.not_before, now()) as due_at,
    case when s.stop_reason is null then s.next_position - s.leased_count else s.next_position end as released_position,
    case when s.stop_reason is null then s.leased_retries || s.retry_positions else s.retry_positions end as retry_positions,
    case when s.stop_reason is null then array_fill(now(), array[cardinality(s.leased_retries)]) || s.retry_at
      else s.retry_at end as retry_at,
    case when s.stop_reason is null then s.not_attempted else s.not_attempted + :leased_total(s) end as not_attempted,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.in_doubt
  from queue_slice s
  where s.lane = :lane and s.lease_token = :leaseToken
  order by s.request_id, s.first
  for update),
released_slices as (
  -- The whole account comes from the locked row, as in complete.
  update queue_slice s set :set_unleased(), due_at = h.due_at, next_position = h.released_position,
    retry_positions = h.retry_positions, retry_at = h.retry_at, :set_account(h)
  from locked_slices h
  where s.lane = :lane and s.request_id = h.request_id and s.first = h.first),
fresh_entries as (
  update queue_entry e set status = :Outcome.NotAttempted, reason = 'stopped while in hand', outcome_at = h.at
  from locked_slices h
  where h.stop_reason is not null and e.lane = :lane and e.entry_id between h.request_id + h.next_position - h.leased_count
    and h.request_id + h.next_position - 1),
retried_entries as (
  update queue_entry e set status = :Outcome.NotAttempted, reason = 'stopped while in hand', outcome_at = h.at,
    handed_at = coalesce(e.handed_at, e.outcome_at)
  from locked_slices h cross join unnest(h.leased_retries) position
  where h.stop_reason is not null and e.lane = :lane and e.entry_id = h.request_id + position)
select count(*)::int as slices from locked_slices h
