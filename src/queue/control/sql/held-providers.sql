-- Which of some providers are held: for messages that are claimed with the queue of another channel, such as the fallback of a failed text.
-- `channel`: of these messages, whose hold is one of all providers; null = of any.
select c.name
from unnest(:providers::text[]) c (name)
where exists (
  select from dispatch_hold x
  where x.lane = :lane
    and (x.kind = 'all' or x.kind = 'provider' and x.name = c.name or x.kind = 'channel' and x.name = :channel::text))
