-- Removes providers' message IDs after the retention time, `most` at most: no receipt comes so late.
with old_messages as materialized (
  select m.provider, m.message_id
  from provider_message m
  where m.lane = :lane and m.created_at < now() - make_interval(days => :days::int)
  order by m.created_at
  limit :most
  for update skip locked),
removed_messages as (
  delete from provider_message m
  using old_messages o
  where m.lane = :lane and m.provider = o.provider and m.message_id = o.message_id)
select count(*)::int as messages from old_messages o
