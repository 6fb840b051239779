-- Lanes outside the configured ones ($1) that still have entries waiting or in hand. A fan-out read, at start only.
select distinct s.lane
from queue_slice s
where not s.lane = any ($1::smallint[]) and (s.lease_token is not null or s.stop_reason is null and (s.next_position <= s.last or cardinality(s.retry_positions) > 0))
order by s.lane
