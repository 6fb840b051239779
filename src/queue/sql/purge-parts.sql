-- Forgets what parts have said whose provider is no longer there to speak for the message, $2 at most. $1 lane, $3 days
with old as materialized (
  select p.entry_id, p.attempt, p.place
  from part_receipt p
  where p.lane = $1 and p.decide_at < now() - make_interval(days => $3::int)
  order by p.decide_at
  limit $2
  for update skip locked),
gone as (
  delete from part_receipt p
  using old o
  where p.lane = $1 and p.entry_id = o.entry_id and p.attempt = o.attempt and p.place = o.place)
select count(*)::int as parts from old o
