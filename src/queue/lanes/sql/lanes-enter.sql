-- Notes that lanes are in use from now on. The first lanes of a database count as in use from the beginning, since no row can lie in
-- another lane.
insert into lane_use as u (number, since, stage, stage_at)
select n.number, case when f.first then to_timestamp(0) else now() end, case when f.first then 2 else 0 end, now()
from unnest(:lanes::smallint[]) n (number)
cross join (select not exists (select from lane_use) as first) f
on conflict (number) do update set since = excluded.since, left_at = null where u.left_at is not null
