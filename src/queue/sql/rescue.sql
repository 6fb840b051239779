-- Lapsed leases: whoever held them died or hangs. What they had in hand is in doubt, as an attempt; the rest of the slice goes on. It is
-- in doubt from the lease's end on, however much later that is found: whoever asks the provider has to know when it may have left. Which
-- provider had it nobody knows; what an earlier attempt left there would name the wrong one.
-- $1 lane
with lapsed as materialized (
  select s.request_id, s.first, s.next_position, s.leased_count, s.leased_retries, s.retry_positions, s.retry_at, s.lease_until as at,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.not_attempted, s.in_doubt + s.leased_count + cardinality(s.leased_retries) as in_doubt,
    greatest(s.not_before, case when s.next_position <= s.last then now()
      else coalesce((select min(t.at) from unnest(s.retry_at) t (at)), now()) end) as due_at
  from queue_slice s
  where s.lane = $1 and s.lease_token is not null and s.lease_until < now()
  order by s.request_id, s.first
  limit 100
  for update skip locked),
slice as (
  -- The whole account from the locked row, as in record.
  update queue_slice s set lease_token = null, lease_until = null, leased_count = 0, leased_retries = '{}', due_at = l.due_at, next_position = l.next_position, retry_positions = l.retry_positions,
    retry_at = l.retry_at, submitted = l.submitted, delivered = l.delivered, rejected = l.rejected, undelivered = l.undelivered,
    not_attempted = l.not_attempted, in_doubt = l.in_doubt
  from lapsed l
  where s.lane = $1 and s.request_id = l.request_id and s.first = l.first),
fresh as (
  update queue_entry e set status = 7, attempts = e.attempts + 1, reason = 'the worker stopped before it recorded an answer',
    outcome_at = l.at, handed_at = null, provider = null, provider_message_id = null
  from lapsed l
  where e.lane = $1 and e.entry_id between l.request_id + l.next_position - l.leased_count and l.request_id + l.next_position - 1),
retried as (
  update queue_entry e set status = 7, attempts = e.attempts + 1, reason = 'the worker stopped before it recorded an answer',
    outcome_at = l.at, handed_at = null, provider = null, provider_message_id = null
  from lapsed l cross join unnest(l.leased_retries) position
  where e.lane = $1 and e.entry_id = l.request_id + position)
select count(*)::int as slices, coalesce(sum(l.leased_count + cardinality(l.leased_retries)), 0)::int as entries from lapsed l
