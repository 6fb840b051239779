-- Lanes outside the configured ones ($1) that still have entries waiting or in hand. A fan-out read, at start only.
select distinct s.lane
from queue_slice s
where not s.lane = any (:lanes::smallint[]) and (s.lease_token is not null or :is_waiting(s))
order by s.lane
