-- The queues, among some, in which entries of a tenant are due: one index probe a queue and class, never over a backlog; and the queues
-- with leased entries of the tenant, which are few.
select q.queue
from unnest(:queues::text[]) q (queue)
where exists (
  select from unnest('{0,1,2,3}'::smallint[]) c (class)
  cross join lateral (
    select from queue_slice s
    where s.lane = :lane and s.queue = q.queue and s.class = c.class and s.tenant = :tenant and s.due_at <= now() + interval '10 seconds'
      and :is_free(s)
    limit 1) s)
union
select s.queue from queue_slice s where s.lane = :lane and s.lease_token is not null and s.stop_reason is null and s.tenant = :tenant
