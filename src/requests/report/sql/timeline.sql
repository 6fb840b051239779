-- The hand-overs of a request over time, in buckets. It groups by second first, so that it reads the entries once (measured: some hundred
-- milliseconds for a million). The width is the smallest of `widths` (seconds) that needs at most `mostBuckets` buckets.
with second as materialized (
  select date_bin('1 second', e.at, 'epoch') as at, count(*) filter (where e.attempts > 0) as handed,
    count(*) filter (where e.attempts = 1) as fresh, sum(e.at - :startsAt::timestamptz) filter (where e.attempts = 1) as late,
    max(e.at - :startsAt::timestamptz) filter (where e.attempts = 1) as latest, min(e.at) filter (where e.attempts > 0) as first_at,
    max(e.at) filter (where e.attempts > 0) as last_at, max(e.outcome_at) as moved_at
  from (
    select case when e.attempts > 0 then coalesce(e.handed_at, e.outcome_at) else e.outcome_at end as at, e.attempts, e.outcome_at
    from queue_entry e
    where e.lane = :lane and :is_of_request(e, :requestId::bigint) and e.outcome_at is not null) e
  group by 1),
whole as (
  select min(s.first_at) as first_at, max(s.last_at) as last_at, max(s.moved_at) as moved_at, max(s.handed)::int as most,
    (extract(epoch from sum(s.late) / nullif(sum(s.fresh), 0)::float8) * 1000)::float8 as mean_of_all,
    (extract(epoch from max(s.latest)) * 1000)::float8 as max_of_all,
    coalesce((
      select min(u.width) from unnest(:widths::int[]) u (width)
      where u.width >= extract(epoch from max(s.last_at) - min(s.first_at)) / :mostBuckets::int), (
      select max(u.width) from unnest(:widths::int[]) u (width))) as seconds
  from second s)
select date_bin(make_interval(secs => w.seconds), s.at, 'epoch') as at, w.seconds, sum(s.handed)::int as handed,
  (extract(epoch from sum(s.late) / nullif(sum(s.fresh), 0)::float8) * 1000)::float8 as mean,
  (extract(epoch from max(s.latest)) * 1000)::float8 as max, w.most, w.mean_of_all, w.max_of_all, w.first_at, w.last_at, w.moved_at
from second s cross join whole w
group by 1, 2, w.most, w.mean_of_all, w.max_of_all, w.first_at, w.last_at, w.moved_at
order by 1
