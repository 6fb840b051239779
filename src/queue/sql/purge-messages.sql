-- Forgets providers' message IDs after the days of retention, $2 at most: no receipt comes so late. $1 lane, $2 IDs at most, $3 days
with old as materialized (
  select m.provider, m.message_id
  from provider_message m
  where m.lane = $1 and m.created_at < now() - make_interval(days => $3::int)
  order by m.created_at
  limit $2
  for update skip locked),
gone as (
  delete from provider_message m
  using old o
  where m.lane = $1 and m.provider = o.provider and m.message_id = o.message_id)
select count(*)::int as messages from old o
