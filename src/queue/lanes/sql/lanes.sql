-- The lanes in use now or earlier, with ages in ms: a few rows, of which every node has a copy.
select u.number as lane, extract(epoch from now() - u.since)::float8 * 1000 as age,
  extract(epoch from now() - u.left_at)::float8 * 1000 as gone,
  u.stage, extract(epoch from now() - u.stage_at)::float8 * 1000 as stage_age
from lane_use u
order by u.number
