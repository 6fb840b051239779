-- How many entries of a tenant wait in a lane: not begun, or to be tried again. Read from its open slices alone (sms_slice_tenant).
-- $1 lane, $2 tenant
select coalesce(sum(s.last - s.next + 1 + cardinality(s.again)), 0)::bigint as waiting
from sms_slice s
where s.lane = $1 and s.tenant = $2 and s.stopped is null and (s.next <= s.last or cardinality(s.again) > 0)
