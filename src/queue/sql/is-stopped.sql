-- Which of some carriers are stopped: for the calls instead of failed texts, which are taken with the text's queue.
select c.name
from unnest(:carriers::text[]) c (name)
where exists (
  select from dispatch_hold x
  where x.lane = :lane and (x.kind = 'all' or x.kind = 'carrier' and x.name = c.name))
