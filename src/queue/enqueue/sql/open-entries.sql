-- How many entries of a tenant wait in a lane in the queues of some channels: not begun, or to be tried again. Read from its open slices
-- alone (queue_slice_tenant).
select coalesce(sum(:waiting_count(s)), 0)::bigint as waiting
from queue_slice s
where s.lane = :lane and s.tenant = :tenant and :is_waiting(s)
  and split_part(split_part(s.queue, ':', 1), '/', 1) = any (:channels::text[])
