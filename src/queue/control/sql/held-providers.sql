-- Which of some providers are held: for the calls instead of failed texts, which are taken with the text's queue.
select c.name
from unnest(:providers::text[]) c (name)
where exists (
  select from dispatch_hold x
  where x.lane = :lane and (x.kind = 'all' or x.kind = 'provider' and x.name = c.name))
