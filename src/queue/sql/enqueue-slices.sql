-- No slice mixes queues: each part of the entries, which are ordered by their queues, has slices of its own. A start that has passed is
-- now, by this clock alone.
-- $1 lane, $2 request ID, $4 slice size, $5 tenant, $7 class, $8 start (null = now), $9 expiry; parallel, one a part: $3 its last
-- position, $6 its queue
insert into queue_slice (lane, request_id, first, last, next_position, tenant, queue, class, not_before, due_at, expires_at)
select l.lane, $2::bigint, f, least(f + $4::int - 1, p.last), f, $5, p.queue, $7::smallint,
  greatest($8::timestamptz, now()), greatest($8::timestamptz, now()), $9::timestamptz
from queue_lane l
cross join (
  select u.last, u.queue, coalesce(lag(u.last) over (order by u.last), 0) + 1 as first
  from unnest($3::int[], $6::text[]) u (last, queue)) p
cross join lateral generate_series(p.first, p.last, $4::int) f
where l.lane = $1
