-- How long until a slice of this lane and queue is due, in milliseconds (0 or less: now; null: nothing waits). One index probe a class.
-- $1 lane, $2 queue
select extract(epoch from min(d.due_at) - now()) * 1000 as wait
from unnest('{0,1,2,3}'::smallint[]) c (class)
cross join lateral (
  select s.due_at
  from sms_slice s
  where s.lane = $1 and s.queue = $2 and s.class = c.class
    and s.holder is null and s.stopped is null and (s.next <= s.last or cardinality(s.again) > 0)
  order by s.due_at
  limit 1) d
