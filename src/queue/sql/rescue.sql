-- Lapsed leases: whoever held them died or hangs. What they had in hand is in doubt, as an attempt; the rest of the slice goes on. It is
-- in doubt from the lease's end on, however much later that is found: whoever asks the carrier has to know when it may have left. Which
-- carrier had it nobody knows; what an earlier attempt left there would name the wrong one.
-- $1 lane
with lapsed as materialized (
  select s.request_id, s.first, s.next, s.taken, s.trying, s.again, s.again_at, s.lease_until as at,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.not_attempted, s.in_doubt + s.taken + cardinality(s.trying) as in_doubt,
    greatest(s.not_before, case when s.next <= s.last then now()
      else coalesce((select min(t.at) from unnest(s.again_at) t (at)), now()) end) as due_at
  from sms_slice s
  where s.lane = $1 and s.holder is not null and s.lease_until < now()
  order by s.request_id, s.first
  limit 100
  for update skip locked),
slice as (
  -- The whole account from the locked row, as in record.
  update sms_slice s set holder = null, lease_until = null, taken = 0, trying = '{}', due_at = l.due_at, next = l.next, again = l.again,
    again_at = l.again_at, submitted = l.submitted, delivered = l.delivered, rejected = l.rejected, undelivered = l.undelivered,
    not_attempted = l.not_attempted, in_doubt = l.in_doubt
  from lapsed l
  where s.lane = $1 and s.request_id = l.request_id and s.first = l.first),
fresh as (
  update sms_queue_entry e set status = 7, attempts = e.attempts + 1, reason = 'the worker stopped before it recorded an answer',
    outcome_at = l.at, handed_at = null, carrier = null, carrier_message_id = null
  from lapsed l
  where e.lane = $1 and e.sms_id between l.request_id + l.next - l.taken and l.request_id + l.next - 1),
retried as (
  update sms_queue_entry e set status = 7, attempts = e.attempts + 1, reason = 'the worker stopped before it recorded an answer',
    outcome_at = l.at, handed_at = null, carrier = null, carrier_message_id = null
  from lapsed l cross join unnest(l.trying) position
  where e.lane = $1 and e.sms_id = l.request_id + position)
select count(*)::int as slices, coalesce(sum(l.taken + cardinality(l.trying)), 0)::int as entries from lapsed l
