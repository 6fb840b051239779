-- Lanes outside the configured ones (`lanes`) with waiting or leased entries. Asks every lane, at a start only.
select distinct s.lane
from queue_slice s
where not s.lane = any (:lanes::smallint[]) and (s.lease_token is not null or :is_waiting(s))
order by s.lane
