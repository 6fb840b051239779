-- What addresses don't want, held as it is until the transaction ends: no opt-in goes past a copy that is under way.
select x.module, x.address, x.sender, x.keyword, x.since, x.tenant
from suppression x
where x.lane = :lane and x.module = :module and x.address = any (:addresses::text[])
order by x.address, x.sender, x.tenant
for update
