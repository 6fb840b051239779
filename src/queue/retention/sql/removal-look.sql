-- The next requests of a lane, oldest first, and whether each may be removed: nothing waits or is leased, and the last move of the request
-- and its slices is older than the retention time (removal-examine reads the moves of entries). Reads `most` requests and their slices,
-- whatever the size of the table: 3 ms for 500. A slice's due_at shows a move only after an entry of it has begun. `account` in the result
-- shows a later statement whether anything moved since.
-- `behind`: the request ID after which the page begins.
with page as materialized (
  select r.id, r.created_at, r.cancelled_at, now() - make_interval(days => :days::int) as before
  from request r
  where r.lane = :lane and r.id > :behind::bigint
  order by r.id
  limit :most)
select p.id, a.last, p.created_at >= p.before as young, a.account,
  coalesce(a.finished, false) and greatest(p.created_at, p.cancelled_at, a.moved_at, a.expired_at) < p.before as finished
from page p
cross join lateral (
  select max(s.last) as last,
    bool_and(:is_finished(s)) as finished,
    max(s.due_at) filter (where s.next_position > s.first and s.due_at <= now()) as moved_at,
    max(s.expires_at) filter (where s.stop_reason = :StopReason.Expired) as expired_at,
    :account_text(s) as account
  from queue_slice s
  where s.lane = :lane and s.request_id = p.id) a
order by p.id
