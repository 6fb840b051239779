-- How many entries of a tenant wait in a lane: not begun, or to be tried again. Read from its open slices alone (queue_slice_tenant).
select coalesce(sum(:waiting_count(s)), 0)::bigint as waiting
from queue_slice s
where s.lane = :lane and s.tenant = :tenant and :is_waiting(s)
