-- Some of a request's entries. From the lane's own row, so that it is one statement of one node, and its transaction one node's.
-- `idBefore`: the entry ID before the first of these. `variables`: parallel to the addresses; null = nobody has any.
insert into queue_entry (lane, entry_id, address, channel, variables)
select l.lane, :idBefore::bigint + u.position, u.address, :channel::smallint, u.variables
from queue_lane l
cross join unnest(:addresses::text[], :variables::text[]) with ordinality u (address, variables, position)
where l.lane = :lane
