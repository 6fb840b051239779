-- Lanes outside the configured ones ($1) that still have entries waiting or in hand. A fan-out read, at start only.
select distinct s.lane
from sms_slice s
where not s.lane = any ($1::smallint[]) and (s.holder is not null or s.stopped is null and (s.next <= s.last or cardinality(s.again) > 0))
order by s.lane
