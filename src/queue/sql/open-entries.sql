-- How many entries of a tenant wait in a lane: not begun, or to be tried again. Read from its open slices alone (queue_slice_tenant).
-- $1 lane, $2 tenant
select coalesce(sum(s.last - s.next_position + 1 + cardinality(s.retry_positions)), 0)::bigint as waiting
from queue_slice s
where s.lane = $1 and s.tenant = $2 and s.stop_reason is null and (s.next_position <= s.last or cardinality(s.retry_positions) > 0)
