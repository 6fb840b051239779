-- The queues that a lane has something open in, by one index probe each, never over a backlog.
-- $1 lane
with recursive walk as (
  (select s.queue
    from queue_slice s
    where s.lane = $1 and s.lease_token is null and s.stop_reason is null and (s.next_position <= s.last or cardinality(s.retry_positions) > 0)
    order by s.queue
    limit 1)
  union all
  select n.queue
  from walk w
  cross join lateral (
    select s.queue
    from queue_slice s
    where s.lane = $1 and s.queue > w.queue and s.lease_token is null and s.stop_reason is null and (s.next_position <= s.last or cardinality(s.retry_positions) > 0)
    order by s.queue
    limit 1) n)
select w.queue from walk w
