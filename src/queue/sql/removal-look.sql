-- The next requests of a lane's number line, oldest first, and whether each may leave: nothing waits or is in hand, and its requests'
-- and slices' last move is longer ago than the time (its entries' own moves: removal-examine). Reads $3 requests and their slices,
-- however many there are: 3 ms for 500. A slice's due_at tells of a move only once something of it was begun; `account` tells a later
-- statement whether anything moved since.
-- $1 lane, $2 request ID to look behind, $3 requests at most, $4 days
with page as materialized (
  select r.id, r.created_at, r.cancelled_at, now() - make_interval(days => $4::int) as before
  from request r
  where r.lane = $1 and r.id > $2::bigint
  order by r.id
  limit $3)
select p.id, a.last, p.created_at >= p.before as young, a.account,
  coalesce(a.finished, false) and greatest(p.created_at, p.cancelled_at, a.moved_at, a.expired_at) < p.before as finished
from page p
cross join lateral (
  select max(s.last) as last,
    bool_and(s.lease_token is null and (s.stop_reason is not null or s.next_position > s.last and s.retry_positions = '{}')) as finished,
    max(s.due_at) filter (where s.next_position > s.first and s.due_at <= now()) as moved_at,
    max(s.expires_at) filter (where s.stop_reason = 2) as expired_at,
    concat_ws(' ', count(*), sum(s.next_position), sum(s.submitted), sum(s.delivered), sum(s.rejected), sum(s.undelivered),
      sum(s.not_attempted), sum(s.in_doubt), extract(epoch from max(s.due_at))) as account
  from queue_slice s
  where s.lane = $1 and s.request_id = p.id) a
order by p.id
