-- What requests say to their recipients, and whose they are. Read beside a take, not in it: a blast's content would travel with every entry.
-- $1 lane, $2 request IDs
select r.id, r.tenant, r.payload, r.sender, r.fallback
from request r
where r.lane = $1 and r.id = any ($2::bigint[])
