-- What is open, by queue: how much waits and is in hand, and since when the longest has been due (ms). Reads every open slice.
-- $1 lane
select s.queue, sum(case when s.stopped is null then s.last - s.next + 1 + cardinality(s.again) else 0 end)::bigint as waiting,
  sum(s.taken + cardinality(s.trying))::bigint as in_hand,
  coalesce(max(extract(epoch from now() - s.due_at)) filter (where s.due_at <= now() and s.holder is null), 0)::float8 * 1000 as overdue
from sms_slice s
where s.lane = $1 and (s.holder is not null or s.stopped is null and (s.next <= s.last or cardinality(s.again) > 0))
group by s.queue
