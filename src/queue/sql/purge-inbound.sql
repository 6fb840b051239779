-- Forgets messages that came in longer than $2 days ago, $3 at most; what they asked for stands. $1 lane
with old as materialized (
  select i.provider, i.provider_message_id
  from sms_inbound i
  where i.lane = $1 and i.received_at < now() - $2::int * interval '1 day'
  order by i.received_at
  limit $3
  for update skip locked),
gone as (
  delete from sms_inbound i
  using old o
  where i.lane = $1 and i.provider = o.provider and i.provider_message_id = o.provider_message_id)
select count(*)::int as messages from old o
