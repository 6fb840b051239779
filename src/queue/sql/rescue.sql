-- Lapsed leases: whoever held them died or hangs. What they had in hand is in doubt, as an attempt; the rest of the slice goes on.
-- $1 lane
with lapsed as materialized (
  select s.request_id, s.first, s.next, s.taken, s.trying, now() as at,
    greatest(s.not_before, case when s.next <= s.last then now()
      else coalesce((select min(t.at) from unnest(s.again_at) t (at)), now()) end) as due_at
  from sms_slice s
  where s.lane = $1 and s.holder is not null and s.lease_until < now()
  order by s.request_id, s.first
  limit 100
  for update skip locked),
slice as (
  update sms_slice s set in_doubt = s.in_doubt + s.taken + cardinality(s.trying), taken = 0, trying = '{}', holder = null,
    lease_until = null, due_at = l.due_at
  from lapsed l
  where s.lane = $1 and s.request_id = l.request_id and s.first = l.first),
fresh as (
  update sms_queue_entry e set status = 7, attempts = e.attempts + 1, reason = 'the worker stopped before it recorded an answer', outcome_at = l.at
  from lapsed l
  where e.lane = $1 and e.sms_id between l.request_id + l.next - l.taken and l.request_id + l.next - 1),
retried as (
  update sms_queue_entry e set status = 7, attempts = e.attempts + 1, reason = 'the worker stopped before it recorded an answer', outcome_at = l.at
  from lapsed l cross join unnest(l.trying) position
  where e.lane = $1 and e.sms_id = l.request_id + position)
select count(*)::int as slices, coalesce(sum(l.taken + cardinality(l.trying)), 0)::int as entries from lapsed l
