-- The next requests of a lane's number line, oldest first, and whether each may leave: nothing waits or is in hand, and its requests' and
-- slices' last move is longer ago than the time (its entries' own moves: removal-examine). Reads `most` requests and their slices, however
-- many there are: 3 ms for 500. A slice's due_at tells of a move only once something of it was begun; `account` tells a later statement
-- whether anything moved since.
-- `behind`: the request ID to look behind.
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
