-- The open entries of a lane by queue and by the time since they became due: the waiting entries, the leased entries, and the due time of
-- the oldest. An entry that was not begun is due from its start on, a retry from its own time on, a paused entry never. Reads every open
-- slice: a million slices take 0.8 s (2 s in one pass that unnests the retries of each slice).
-- `ages`: limits in seconds, rising. `age` in the result: how many of the limits are reached; -1 = not due.
select o.queue, o.age, sum(o.waiting)::bigint as waiting, sum(o.leased)::bigint as leased,
  min(o.at) filter (where o.age >= 0 and o.waiting > 0) as due_since,
  extract(epoch from now() - min(o.at) filter (where o.age >= 0 and o.waiting > 0))::float8 * 1000 as overdue
from (
  select p.queue, p.waiting, p.leased, p.at,
    case when p.at <= now() then width_bucket(extract(epoch from now() - p.at)::float8, :ages::float8[]) else -1 end as age
  from (
    select s.queue, case when s.stop_reason is null then s.last - s.next_position + 1 else 0 end as waiting, :leased_total(s) as leased,
      s.not_before as at
    from queue_slice s
    where s.lane = :lane and (s.lease_token is not null or :is_waiting(s))
    union all
    select s.queue, 1, 0, greatest(u.at, s.not_before)
    from queue_slice s cross join unnest(s.retry_at) u (at)
    where s.lane = :lane and s.stop_reason is null and cardinality(s.retry_positions) > 0) p) o
group by o.queue, o.age
