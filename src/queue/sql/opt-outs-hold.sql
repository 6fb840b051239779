-- What numbers don't want, held as it is until the transaction ends: no opt-in goes past a copy that is under way. $1 lane, $2 numbers
select x.number, x.sender, x.keyword, x.since, x.tenant
from sms_opt_out x
where x.lane = $1 and x.number = any ($2::bigint[])
order by x.number, x.sender, x.tenant
for update
