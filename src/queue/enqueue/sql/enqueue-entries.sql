-- Stores some entries of a request. Joins the lane's own row, so that on a cluster the statement and its transaction stay on one node.
-- `idBefore`: the entry ID before the first of these. `variables`: parallel to the addresses; null = no recipient has any.
insert into queue_entry (lane, entry_id, address, channel, variables)
select l.lane, :idBefore::bigint + u.position, u.address, :channel::smallint, u.variables
from queue_lane l
cross join unnest(:addresses::text[], :variables::text[]) with ordinality u (address, variables, position)
where l.lane = :lane
