-- The queues of a lane with open entries: one index probe a queue, never over a backlog.
with recursive walk as (
  (select s.queue
    from queue_slice s
    where s.lane = :lane and :is_free(s)
    order by s.queue
    limit 1)
  union all
  select n.queue
  from walk w
  cross join lateral (
    select s.queue
    from queue_slice s
    where s.lane = :lane and s.queue > w.queue and :is_free(s)
    order by s.queue
    limit 1) n)
select w.queue from walk w
