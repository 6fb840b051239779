-- What addresses don't want, held as it is until the transaction ends: no opt-in goes past a copy that is under way.
-- $1 lane, $2 module, $3 addresses
select x.module, x.address, x.sender, x.keyword, x.since, x.tenant
from suppression x
where x.lane = $1 and x.module = $2 and x.address = any ($3::text[])
order by x.address, x.sender, x.tenant
for update
