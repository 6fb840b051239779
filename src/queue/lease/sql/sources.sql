-- The sources of a queue: each class of each tenant with an open slice, and the time until its earliest slice is due (ms; 0 or less: now).
-- Walks from tenant to tenant by one index probe each, never over a backlog; at most `most` tenants a class, those after `tenant` in order.
-- Leaves out sources under a dispatch hold. A hint for the worker only: the claim decides.
-- `channel`: of the queue. `providers`: of the queue's route. The route is held if all of them are held.
select c.class, t.tenant, extract(epoch from least(t.due_at, now() + interval '1 day') - now()) * 1000 as wait
from unnest('{0,1,2,3}'::smallint[]) c (class)
cross join lateral (
  with recursive walk as (
    (select s.tenant, s.due_at, 1 as steps
      from queue_slice s
      where s.lane = :lane and s.queue = :queue and s.class = c.class and s.tenant > :tenant
        and :is_free(s)
      order by s.tenant, s.due_at
      limit 1)
    union all
    select n.tenant, n.due_at, w.steps + 1
    from walk w
    cross join lateral (
      select s.tenant, s.due_at
      from queue_slice s
      where s.lane = :lane and s.queue = :queue and s.class = c.class and s.tenant > w.tenant
        and :is_free(s)
      order by s.tenant, s.due_at
      limit 1) n
    where w.steps < :most)
  select w.tenant, w.due_at from walk w) t
where not exists (
  select from dispatch_hold x
  where x.lane = :lane and (x.kind = 'all' or x.kind = 'tenant' and x.name = t.tenant or x.kind = 'channel' and x.name = :channel))
  and (select count(*) from dispatch_hold x where x.lane = :lane and x.kind = 'provider' and x.name = any (:providers::text[]))
    < greatest(1, cardinality(:providers::text[]))
