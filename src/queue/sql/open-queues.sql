-- The queues that a lane has something open in, by one index probe each, never over a backlog.
-- $1 lane
with recursive walk as (
  (select s.queue
    from sms_slice s
    where s.lane = $1 and s.holder is null and s.stopped is null and (s.next <= s.last or cardinality(s.again) > 0)
    order by s.queue
    limit 1)
  union all
  select n.queue
  from walk w
  cross join lateral (
    select s.queue
    from sms_slice s
    where s.lane = $1 and s.queue > w.queue and s.holder is null and s.stopped is null and (s.next <= s.last or cardinality(s.again) > 0)
    order by s.queue
    limit 1) n)
select w.queue from walk w
