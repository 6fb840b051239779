-- Notes which entries have to leave, in the transaction that takes their requests away: whoever sweeps next goes on from here.
-- Parallel: `requestIds` and `lastPositions`.
insert into removal (lane, request_id, last)
select l.lane, u.request_id, u.last
from queue_lane l
cross join unnest(:requestIds::bigint[], :lastPositions::int[]) u (request_id, last)
where l.lane = :lane
