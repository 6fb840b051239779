-- Ends leases that have run out: their worker died or hangs. The leased entries are in doubt, as an attempt; the rest of the slice goes on.
-- They are in doubt from the end of the lease on, however late that is found, since a query at a provider needs the time of the hand-over.
-- The provider is unknown, and that of an earlier attempt would be wrong, so the column becomes null.
with lapsed_slices as materialized (
  select s.request_id, s.first, s.next_position, s.leased_count, s.leased_retries, s.retry_positions, s.retry_at, s.lease_until as at,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.not_attempted, s.in_doubt + :leased_total(s) as in_doubt,
    greatest(s.not_before, case when s.next_position <= s.last then now()
      else coalesce((select min(t.at) from unnest(s.retry_at) t (at)), now()) end) as due_at
  from queue_slice s
  where s.lane = :lane and s.lease_token is not null and s.lease_until < now()
  order by s.request_id, s.first
  limit 100
  for update skip locked),
rescued_slices as (
  -- The whole account comes from the locked row, as in complete.
  update queue_slice s set :set_unleased(), due_at = l.due_at, :set_positions(l), :set_account(l)
  from lapsed_slices l
  where s.lane = :lane and s.request_id = l.request_id and s.first = l.first),
fresh_entries as (
  update queue_entry e set status = :Outcome.InDoubt, attempts = e.attempts + 1, reason = 'the worker stopped before it recorded an answer',
    outcome_at = l.at, handed_at = null, provider = null, provider_message_id = null
  from lapsed_slices l
  where e.lane = :lane and e.entry_id between l.request_id + l.next_position - l.leased_count and l.request_id + l.next_position - 1),
retried_entries as (
  update queue_entry e set status = :Outcome.InDoubt, attempts = e.attempts + 1, reason = 'the worker stopped before it recorded an answer',
    outcome_at = l.at, handed_at = null, provider = null, provider_message_id = null
  from lapsed_slices l cross join unnest(l.leased_retries) position
  where e.lane = :lane and e.entry_id = l.request_id + position)
select count(*)::int as slices, coalesce(sum(:leased_total(l)), 0)::int as entries from lapsed_slices l
