-- Grants up to `most` messages of the rate limits `names`, as many as each of them has room for. No message is granted more than `ahead` ms
-- before its turn, however many workers ask, so that urgent messages do not wait behind a long grant. A grant of less than a quarter of
-- `ahead` is not worth a claim; the statement returns the time to wait instead. The row is the only owner of its rate limit: its lock
-- orders all workers, so workers need no knowledge of each other.
-- Parallel, one a rate limit: `names`, and `fallbacks` (messages a second unless an operator has set a value). `ahead`: in milliseconds.
-- `unused`: messages of the last grant that were not needed.
with locked_limits as materialized (
  select p.name, coalesce(p.per_second, u.fallback) as rate, now() as at,
    case when coalesce(p.per_second, u.fallback) > 0
      then greatest(now(), p.next_at - :unused::int / coalesce(p.per_second, u.fallback) * interval '1 second') else now() end as start
  from unnest(:names::text[], :fallbacks::float8[]) u (name, fallback)
  join rate_limit p on p.lane = :lane and p.name = u.name
  order by p.name
  for update of p),
room as materialized (
  -- The last term: a granted message may begin at the very end of the time ahead.
  select p.*, extract(epoch from p.start - p.at)::float8 as wait,
    greatest(1, least(:most::int, ceil(p.rate * :ahead::float8 / 4000))) as fair,
    floor((:ahead::float8 / 1000 - extract(epoch from p.start - p.at)::float8) * p.rate + 0.001) + 1 as room
  from locked_limits p
  where p.rate > 0),
granted as materialized (
  select (select count(*)::int from locked_limits) as limits,
    case when count(*) = 0 then :most::int when min(r.room - r.fair) < 0 then 0 else least(:most::int, min(r.room))::int end as messages,
    coalesce(max(r.wait), 0) * 1000 as wait, coalesce(1000 / min(r.rate), 0) as every,
    coalesce(greatest(0, max(r.wait + (r.fair - 1) / r.rate - :ahead::float8 / 1000)), 0) * 1000 as later
  from room r),
moved as materialized (
  select r.name, r.start + g.messages / r.rate * interval '1 second' as next_at from room r cross join granted g),
rate_limit_moved as (
  update rate_limit p set next_at = m.next_at from moved m where p.lane = :lane and p.name = m.name)
select g.limits, g.messages, g.wait, g.every, g.later from granted g
