-- Removes receipts of parts, `most` at most, whose provider no longer exists and so never decided the message.
with old_parts as materialized (
  select p.entry_id, p.attempt, p.place
  from part_receipt p
  where p.lane = :lane and p.decide_at < now() - make_interval(days => :days::int)
  order by p.decide_at
  limit :most
  for update skip locked),
removed_parts as (
  delete from part_receipt p
  using old_parts o
  where p.lane = :lane and p.entry_id = o.entry_id and p.attempt = o.attempt and p.place = o.place)
select count(*)::int as parts from old_parts o
