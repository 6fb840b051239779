-- Changes when the waiting entries of a request may begin: pauses it (`not_before` = infinity), resumes it, or moves its start. Leased
-- entries go on. Returns the number of entries that it reached: those that a cancel in its place would have counted. If it reached none,
-- nothing changes, except by a resume: leased entries may come back to wait. Locks like a cancel: the slices, then the request. `late` in
-- the result: the start is not before the expiry, and nothing changed. A few rows, whatever the size of the request.
-- `startsAt`: a past time means now, null = unchanged. `paused`: null = unchanged.
with locked_slices as materialized (
  select s.request_id, s.first, s.stop_reason, s.next_position <= s.last as has_fresh, s.retry_positions, s.retry_at, s.not_before,
    s.due_at, now() as at,
    :startsAt::timestamptz is not null and coalesce(greatest(:startsAt::timestamptz, now()) >= s.expires_at, false) as is_late,
    case when s.stop_reason is null then :waiting_count(s) else 0 end as waiting
  from queue_slice s
  where s.lane = :lane and s.request_id = :requestId and s.tenant = :tenant
    and exists (select from request r where r.lane = :lane and r.id = :requestId and r.module = :module)
  order by s.first
  for update),
reached as materialized (
  select coalesce(sum(h.waiting), 0)::int as changed, coalesce(bool_or(h.is_late and h.waiting > 0), false) as is_late, min(h.at) as at
  from locked_slices h),
locked_request as materialized (
  -- The lock reads the newest version: an earlier holder of the slices' locks may have moved the start.
  select h.changed > 0 and :startsAt::timestamptz is not null as moved,
    case when h.changed > 0 and :startsAt::timestamptz is not null then greatest(:startsAt::timestamptz, h.at)
      else r.starts_at end as starts_at
  from reached h
  join request r on r.lane = :lane and r.id = :requestId and r.tenant = :tenant
  where not h.is_late and (h.changed > 0 or not :paused::boolean)
  for update of r),
changed_slices as materialized (
  -- Also where nothing waits, so that entries that come back from a claim or from in doubt wait too. Due by the rule of complete.
  select h.request_id, h.first, n.not_before, h.at,
    case when h.waiting = 0 and h.due_at < 'infinity' then h.due_at
      else greatest(n.not_before, case when h.has_fresh or h.retry_positions = '{}' then h.at
        else (select min(u.at) from unnest(h.retry_at) u (at)) end)
    end as due_at
  from locked_slices h
  cross join locked_request r
  cross join lateral (
    select case when coalesce(:paused::boolean, h.not_before = 'infinity') then 'infinity' else r.starts_at end as not_before) n
  where h.stop_reason is null and h.not_before <> n.not_before),
updated_slices as (
  update queue_slice s set not_before = c.not_before, due_at = c.due_at
  from changed_slices c
  where s.lane = :lane and s.request_id = c.request_id and s.first = c.first),
updated_request as (
  update request r set starts_at = m.starts_at
  from locked_request m
  where m.moved and r.lane = :lane and r.id = :requestId and r.tenant = :tenant)
select h.changed, h.is_late as late, coalesce((select bool_or(c.due_at <= c.at) from changed_slices c), false) as due
from reached h
