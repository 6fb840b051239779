-- Notes the entries to be removed, in the transaction that removes their requests. Any worker continues from here.
-- Parallel: `requestIds` and `lastPositions`.
insert into removal (lane, request_id, last)
select l.lane, u.request_id, u.last
from queue_lane l
cross join unnest(:requestIds::bigint[], :lastPositions::int[]) u (request_id, last)
where l.lane = :lane
