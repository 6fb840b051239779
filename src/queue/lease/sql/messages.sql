-- What requests say to their recipients, and whose they are. Read beside a claim, not in it: a blast's content would travel with every
-- entry.
select r.id, r.tenant, r.payload, r.sender, r.fallback
from request r
where r.lane = :lane and r.id = any (:requestIds::bigint[])
