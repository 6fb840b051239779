-- Copies opt-outs to another lane, the home of these addresses now. Existing rows stay unchanged.
-- All parameters but the lane are parallel.
insert into suppression (lane, module, address, sender, keyword, since, tenant)
select l.lane, u.module, u.address, u.sender, u.keyword, u.since, u.tenant
from queue_lane l
cross join unnest(:modules::text[], :addresses::text[], :senders::text[], :keywords::text[], :since::timestamptz[], :tenants::text[])
  u (module, address, sender, keyword, since, tenant)
where l.lane = :lane
on conflict (lane, module, address, sender, tenant) do nothing
