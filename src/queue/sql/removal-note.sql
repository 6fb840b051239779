-- Notes which entries have to leave, in the transaction that takes their requests away: whoever sweeps next goes on from here.
-- $1 lane; parallel: $2 request IDs, $3 last positions
insert into removal (lane, request_id, last)
select l.lane, u.request_id, u.last
from queue_lane l
cross join unnest($2::bigint[], $3::int[]) u (request_id, last)
where l.lane = $1
