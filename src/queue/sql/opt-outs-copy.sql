-- Puts opt-outs in another lane, which is these addresses' home now. What is there stands.
-- $1 lane; parallel: $2 modules, $3 addresses, $4 senders, $5 keywords, $6 since when, $7 tenants
insert into suppression (lane, module, address, sender, keyword, since, tenant)
select l.lane, u.module, u.address, u.sender, u.keyword, u.since, u.tenant
from queue_lane l
cross join unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[]) u (module, address, sender, keyword, since, tenant)
where l.lane = $1
on conflict (lane, module, address, sender, tenant) do nothing
