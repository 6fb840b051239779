-- The contents, senders and tenants of requests. A statement beside the claim: within it, the content of a large request would be sent with
-- every entry.
select r.id, r.tenant, r.payload, r.sender, r.fallback
from request r
where r.lane = :lane and r.id = any (:requestIds::bigint[])
