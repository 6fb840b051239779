-- Deletes inbound messages older than `days` days, at most `most`. The opt-outs from their keywords stay.
with old_messages as materialized (
  select i.provider, i.provider_message_id
  from sms_inbound i
  where i.lane = :lane and i.received_at < now() - :days::int * interval '1 day'
  order by i.received_at
  limit :most
  for update skip locked),
removed_messages as (
  delete from sms_inbound i
  using old_messages o
  where i.lane = :lane and i.provider = o.provider and i.provider_message_id = o.provider_message_id)
select count(*)::int as messages from old_messages o
