-- Undoes a take of which nothing was handed over: its answer was lost. Repeated until it hits or the lease is over, since it may
-- overtake the take. Where a slice was stopped meanwhile, what it had in hand was not attempted.
-- $1 lane, $2 holder
with held as materialized (
  select s.request_id, s.first, s.next, s.taken, s.trying, s.stopped, now() as at, greatest(s.not_before, now()) as due_at,
    case when s.stopped is null then s.next - s.taken else s.next end as next_again,
    case when s.stopped is null then s.trying || s.again else s.again end as again,
    case when s.stopped is null then array_fill(now(), array[cardinality(s.trying)]) || s.again_at else s.again_at end as again_at,
    case when s.stopped is null then s.not_attempted else s.not_attempted + s.taken + cardinality(s.trying) end as not_attempted,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.in_doubt
  from sms_slice s
  where s.lane = $1 and s.holder = $2
  order by s.request_id, s.first
  for update),
slice as (
  -- The whole account from the locked row, as in record.
  update sms_slice s set holder = null, lease_until = null, taken = 0, trying = '{}', due_at = h.due_at, next = h.next_again,
    again = h.again, again_at = h.again_at, submitted = h.submitted, delivered = h.delivered, rejected = h.rejected,
    undelivered = h.undelivered, not_attempted = h.not_attempted, in_doubt = h.in_doubt
  from held h
  where s.lane = $1 and s.request_id = h.request_id and s.first = h.first),
fresh as (
  update sms_queue_entry e set status = 6, reason = 'stopped while in hand', outcome_at = h.at
  from held h
  where h.stopped is not null and e.lane = $1 and e.sms_id between h.request_id + h.next - h.taken and h.request_id + h.next - 1),
retried as (
  update sms_queue_entry e set status = 6, reason = 'stopped while in hand', outcome_at = h.at,
    handed_at = coalesce(e.handed_at, e.outcome_at)
  from held h cross join unnest(h.trying) position
  where h.stopped is not null and e.lane = $1 and e.sms_id = h.request_id + position)
select count(*)::int as slices from held h
