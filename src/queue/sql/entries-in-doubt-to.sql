-- Texts to a number that may be what a receipt is about whose message ID nobody knows: those in doubt since $4 that this carrier may have had,
-- and those in hand now, of which nobody can say yet. Looks at the newest of a number alone, by its index.
-- $1 lane, $2 mobiles, $3 carrier, $4 since, $5 entries at most
with newest as materialized (
  select e.sms_id, e.mobile, e.attempts, e.status, e.carrier, e.outcome_at
  from sms_queue_entry e
  where e.lane = $1 and e.mobile = any ($2::text[]) and e.channel = 1
  order by e.sms_id desc
  limit $5),
open as materialized (
  select n.sms_id, n.mobile, n.attempts, n.status, n.outcome_at,
    s.holder is not null
      and ((n.sms_id & 1048575)::int between s.next - s.taken and s.next - 1 or (n.sms_id & 1048575)::int = any (s.trying)) as in_hand
  from newest n
  cross join lateral (
    select k.holder, k.next, k.taken, k.trying
    from sms_slice k
    where k.lane = $1 and k.request_id = (n.sms_id >> 20) << 20 and (n.sms_id & 1048575)::int between k.first and k.last
    offset 0) s
  where n.status is null or n.status = 7 and n.outcome_at >= $4 and coalesce(n.carrier, '') in ('', $3))
select o.sms_id, o.mobile, o.attempts, o.outcome_at, o.in_hand, r.sender, r.content
from open o
join sms_request r on r.lane = $1 and r.id = (o.sms_id >> 20) << 20
where o.in_hand or o.status = 7
