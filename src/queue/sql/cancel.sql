-- Takes a request back: the count of what was waiting, and the closed account, in one snapshot over all its slices. Stops every slice,
-- also where nothing waits: no retry, voice call or resend begins any more. A few rows change whatever the size. Never repeated
-- blindly when its answer is lost: the repeat would say 0.
-- $1 lane, $2 request ID, $3 tenant, $4 who cancels
with held as materialized (
  select s.request_id, s.first, s.stopped, s.last - s.next + 1 + cardinality(s.again) as waiting, s.taken + cardinality(s.trying) as in_flight,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.not_attempted, s.in_doubt, now() as at
  from sms_slice s
  where s.lane = $1 and s.request_id = $2 and s.tenant = $3
  order by s.first
  for update),
slice as (
  update sms_slice s set stopped = 1
  from held h
  where s.lane = $1 and s.request_id = $2 and s.first = h.first and h.stopped is null),
request as (
  update sms_request r set cancelled_at = h.at, cancelled_by = $4
  from (select min(w.at) as at from held w where w.stopped is null having sum(w.waiting + w.in_flight) > 0) h
  where r.lane = $1 and r.id = $2 and r.tenant = $3)
select coalesce(sum(h.waiting) filter (where h.stopped is null), 0)::int as cancelled,
  coalesce(sum(h.submitted + h.delivered), 0)::int as handed_over,
  coalesce(sum(h.in_flight), 0)::int as in_flight,
  coalesce(sum(h.in_doubt), 0)::int as in_doubt,
  (coalesce(sum(h.rejected + h.undelivered + h.not_attempted), 0) + coalesce(sum(h.waiting) filter (where h.stopped is not null), 0))::int as failed,
  min(h.at) as cancelled_at
from held h
