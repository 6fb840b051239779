-- Claims entries in doubt that it is time to ask about, each for this once: the next ask is further away each time, and after the last
-- one there is none (infinity); what is claimed by a process that dies is asked about the next time. What is in doubt no more leaves.
-- `since`: when the ways of messages became what they are; null where another process says that they are others.
-- $1 lane, $2 entries at most, $3 asks at most, $4 first pause (s), $5 how many times as long each further one is, $6 the ways
with due as materialized (
  select d.sms_id, d.asks + 1 as asks,
    case when d.asks + 1 >= $3::int then 'infinity'::timestamptz
      else now() + $4::int * power($5::int, d.asks + 1) * interval '1 second' end as ask_at
  from sms_doubt d
  where d.lane = $1 and d.ask_at <= now()
  order by d.ask_at
  limit $2
  for update skip locked),
found as materialized (
  select u.sms_id, u.asks, u.ask_at, e.attempts, e.channel, e.mobile, e.carrier, e.outcome_at, s.request_id, s.queue
  from due u
  cross join lateral (
    select n.attempts, n.channel, n.mobile, n.carrier, n.outcome_at
    from sms_queue_entry n
    where n.lane = $1 and n.sms_id = u.sms_id and n.status = 7
    offset 0) e
  cross join lateral (
    select k.request_id, k.queue
    from sms_slice k
    where k.lane = $1 and k.request_id = (u.sms_id >> 20) << 20 and (u.sms_id & 1048575)::int between k.first and k.last
    offset 0) s),
later as (
  update sms_doubt d set asks = f.asks, ask_at = f.ask_at
  from found f
  where d.lane = $1 and d.sms_id = f.sms_id),
over as (
  delete from sms_doubt d
  using (select u.sms_id from due u where not exists (select from found f where f.sms_id = u.sms_id)) g
  where d.lane = $1 and d.sms_id = g.sms_id)
select f.sms_id, f.request_id, f.attempts, f.channel, f.mobile, f.carrier, f.outcome_at, f.queue,
  (select w.since from sms_ways w where w.lane = $1 and w.ways = $6) as since
from found f
