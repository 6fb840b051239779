-- Puts opt-outs in another lane, which is these numbers' home now. What is there stands.
-- $1 lane; parallel: $2 numbers, $3 senders, $4 keywords, $5 since when, $6 tenants
insert into sms_opt_out (lane, number, sender, keyword, since, tenant)
select l.lane, u.number, u.sender, u.keyword, u.since, u.tenant
from sms_lane l
cross join unnest($2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::text[]) u (number, sender, keyword, since, tenant)
where l.lane = $1
on conflict (lane, number, sender, tenant) do nothing
