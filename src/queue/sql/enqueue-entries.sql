-- Some of a request's entries. From the lane's own row, so that it is one statement of one node, and its transaction one node's.
-- $1 lane, $2 entry ID before the first of these, $3 addresses, $4 channel, $5 variables, parallel to them (null = nobody has any)
insert into queue_entry (lane, entry_id, address, channel, variables)
select l.lane, $2::bigint + u.position, u.address, $4::smallint, u.variables
from queue_lane l
cross join unnest($3::text[], $5::text[]) with ordinality u (address, variables, position)
where l.lane = $1
