-- Changes when a request's waiting entries may begin: pauses it (not before infinity), lets it go on, or moves its start; what is in
-- hand goes on. Answers how many it reached: those that a cancel in its place would have counted. Where it reached none nothing changes,
-- but that a request which is told to go on does: what a take has in hand may come back. Locks like a cancel: the slices, then the
-- request. `late`: the start is not before the expiry, nothing changed. A few rows, whatever the size.
-- $1 lane, $2 request ID, $3 tenant, $4 start (past = now; null = as it is), $5 paused (null = as it is), $6 module
with held as materialized (
  select s.request_id, s.first, s.stop_reason, s.next_position <= s.last as more, s.retry_positions, s.retry_at, s.not_before, s.due_at, now() as at,
    $4::timestamptz is not null and coalesce(greatest($4::timestamptz, now()) >= s.expires_at, false) as late,
    case when s.stop_reason is null then s.last - s.next_position + 1 + cardinality(s.retry_positions) else 0 end as waiting
  from queue_slice s
  where s.lane = $1 and s.request_id = $2 and s.tenant = $3
    and exists (select from request r where r.lane = $1 and r.id = $2 and r.module = $6)
  order by s.first
  for update),
reach as materialized (
  select coalesce(sum(h.waiting), 0)::int as changed, coalesce(bool_or(h.late and h.waiting > 0), false) as late, min(h.at) as at
  from held h),
locked_request as materialized (
  -- The newest version, by its lock: whoever had the slices before may have moved the start.
  select h.changed > 0 and $4::timestamptz is not null as moved,
    case when h.changed > 0 and $4::timestamptz is not null then greatest($4::timestamptz, h.at) else r.starts_at end as starts_at
  from reach h
  join request r on r.lane = $1 and r.id = $2 and r.tenant = $3
  where not h.late and (h.changed > 0 or not $5::boolean)
  for update of r),
change as materialized (
  -- Also where nothing waits, so that what comes back from a take's hands or from in doubt waits too. Due by record's own rule.
  select h.request_id, h.first, n.not_before, h.at,
    case when h.waiting = 0 and h.due_at < 'infinity' then h.due_at
      else greatest(n.not_before, case when h.more or h.retry_positions = '{}' then h.at else (select min(u.at) from unnest(h.retry_at) u (at)) end)
    end as due_at
  from held h
  cross join locked_request r
  cross join lateral (
    select case when coalesce($5::boolean, h.not_before = 'infinity') then 'infinity' else r.starts_at end as not_before) n
  where h.stop_reason is null and h.not_before <> n.not_before),
slice as (
  update queue_slice s set not_before = c.not_before, due_at = c.due_at
  from change c
  where s.lane = $1 and s.request_id = c.request_id and s.first = c.first),
start as (
  update request r set starts_at = m.starts_at
  from locked_request m
  where m.moved and r.lane = $1 and r.id = $2 and r.tenant = $3)
select h.changed, h.late, coalesce((select bool_or(c.due_at <= c.at) from change c), false) as due
from reach h
