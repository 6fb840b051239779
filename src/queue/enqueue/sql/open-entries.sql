-- The number of waiting entries of a tenant in a lane, in the queues of some channels. Reads only the tenant's open slices
-- (queue_slice_tenant).
select coalesce(sum(:waiting_count(s)), 0)::bigint as waiting
from queue_slice s
where s.lane = :lane and s.tenant = :tenant and :is_waiting(s)
  and split_part(split_part(s.queue, ':', 1), '/', 1) = any (:channels::text[])
