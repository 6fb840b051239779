-- Moves the open slices of a request from one queue to another. Leased entries stay with their claim.
-- `from`: the present queue. `to`: the new queue.
with misplaced_slices as materialized (
  select s.request_id, s.first
  from queue_slice s
  where s.lane = :lane and s.request_id = :requestId and s.queue = :from
  order by s.request_id, s.first
  for update)
update queue_slice s set queue = :to
from misplaced_slices w
where s.lane = :lane and s.request_id = w.request_id and s.first = w.first
