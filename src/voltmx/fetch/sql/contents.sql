-- The contents of entries: the payloads of their requests, and the values of the recipients.
select e.entry_id, r.payload, e.variables
from unnest(:entryIds::bigint[]) u (id)
join queue_entry e on e.lane = :lane and e.entry_id = u.id
join request r on r.lane = :lane and r.id = :request_of(e.entry_id)
where r.tenant = :tenant and r.module = :module
