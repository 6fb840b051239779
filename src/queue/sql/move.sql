-- Moves what is open of a request in one queue to another. What a take has in hand stays in its hands.
-- $1 lane, $2 request ID, $3 the queue that it is in, $4 the queue that it belongs in
with wrong as materialized (
  select s.request_id, s.first
  from queue_slice s
  where s.lane = $1 and s.request_id = $2 and s.queue = $3
  order by s.request_id, s.first
  for update)
update queue_slice s set queue = $4
from wrong w
where s.lane = $1 and s.request_id = w.request_id and s.first = w.first
