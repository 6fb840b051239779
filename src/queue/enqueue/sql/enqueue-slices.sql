-- Stores the slices of a request. No slice mixes queues: entries are ordered by their queues, and each part has slices of its own. A start
-- in the past means now, by the database's clock alone.
-- `startsAt`: null = now. Parallel, one a part: `lastPositions` and `queues`.
insert into queue_slice (lane, request_id, first, last, next_position, tenant, queue, class, not_before, due_at, expires_at)
select l.lane, :requestId::bigint, f, least(f + :sliceSize::int - 1, p.last), f, :tenant, p.queue, :class::smallint,
  greatest(:startsAt::timestamptz, now()), greatest(:startsAt::timestamptz, now()), :expiresAt::timestamptz
from queue_lane l
cross join (
  select u.last, u.queue, coalesce(lag(u.last) over (order by u.last), 0) + 1 as first
  from unnest(:lastPositions::int[], :queues::text[]) u (last, queue)) p
cross join lateral generate_series(p.first, p.last, :sliceSize::int) f
where l.lane = :lane
