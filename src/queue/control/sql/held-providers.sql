-- The held ones among some providers, for messages that were claimed with the queue of another channel, such as the fallback of a failed
-- text.
-- `channel`: of these messages; a hold of the channel holds all providers; null = any channel.
select c.name
from unnest(:providers::text[]) c (name)
where exists (
  select from dispatch_hold x
  where x.lane = :lane
    and (x.kind = 'all' or x.kind = 'provider' and x.name = c.name or x.kind = 'channel' and x.name = :channel::text))
