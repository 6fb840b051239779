-- Forgets what parts have said whose carrier is no longer there to speak for the message, $2 at most. $1 lane, $3 days
with old as materialized (
  select p.sms_id, p.attempt, p.place
  from sms_part_receipt p
  where p.lane = $1 and p.decide_at < now() - make_interval(days => $3::int)
  order by p.decide_at
  limit $2
  for update skip locked),
gone as (
  delete from sms_part_receipt p
  using old o
  where p.lane = $1 and p.sms_id = o.sms_id and p.attempt = o.attempt and p.place = o.place)
select count(*)::int as parts from old o
