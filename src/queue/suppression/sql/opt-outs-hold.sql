-- The opt-outs of addresses, locked until the transaction ends, so that no opt-in overtakes a copy in progress.
select x.module, x.address, x.sender, x.keyword, x.since, x.tenant
from suppression x
where x.lane = :lane and x.module = :module and x.address = any (:addresses::text[])
order by x.address, x.sender, x.tenant
for update
