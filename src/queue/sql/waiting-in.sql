-- Of some queues, those in which something of a tenant waits that could leave by now: one index probe a queue and class, never over a
-- backlog; and the queues of what is just being tried, which is few.
-- $1 lane, $2 tenant, $3 queues
select q.queue
from unnest($3::text[]) q (queue)
where exists (
  select from unnest('{0,1,2,3}'::smallint[]) c (class)
  cross join lateral (
    select from queue_slice s
    where s.lane = $1 and s.queue = q.queue and s.class = c.class and s.tenant = $2 and s.due_at <= now() + interval '10 seconds'
      and s.lease_token is null and s.stop_reason is null and (s.next_position <= s.last or cardinality(s.retry_positions) > 0)
    limit 1) s)
union
select s.queue from queue_slice s where s.lane = $1 and s.lease_token is not null and s.stop_reason is null and s.tenant = $2
