-- Which of some providers are held: for the calls instead of failed texts, which are taken with the text's queue.
-- $1 lane, $2 providers
select c.name
from unnest($2::text[]) c (name)
where exists (
  select from dispatch_hold x
  where x.lane = $1 and (x.kind = 'all' or x.kind = 'provider' and x.name = c.name))
