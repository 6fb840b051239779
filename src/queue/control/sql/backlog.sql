-- What is open, by queue and by how long it has been due: how much waits, how much of a claim is in hand, and since when the longest of it
-- has been due. What isn't begun is due from its start on, what is tried again from its own time on, what is paused never. Reads every open
-- slice: a million of them take 0.8 s (in one pass, looking into each for what is tried again, 2 s).
-- `ages`: seconds that are told apart, rising. `age`: how many of them it has reached; -1 = not due.
select o.queue, o.age, sum(o.waiting)::bigint as waiting, sum(o.in_hand)::bigint as in_hand,
  min(o.at) filter (where o.age >= 0 and o.waiting > 0) as due_since,
  extract(epoch from now() - min(o.at) filter (where o.age >= 0 and o.waiting > 0))::float8 * 1000 as overdue
from (
  select p.queue, p.waiting, p.in_hand, p.at,
    case when p.at <= now() then width_bucket(extract(epoch from now() - p.at)::float8, :ages::float8[]) else -1 end as age
  from (
    select s.queue, case when s.stop_reason is null then s.last - s.next_position + 1 else 0 end as waiting, :in_hand_count(s) as in_hand,
      s.not_before as at
    from queue_slice s
    where s.lane = :lane and (s.lease_token is not null or :is_waiting(s))
    union all
    select s.queue, 1, 0, greatest(u.at, s.not_before)
    from queue_slice s cross join unnest(s.retry_at) u (at)
    where s.lane = :lane and s.stop_reason is null and cardinality(s.retry_positions) > 0) p) o
group by o.queue, o.age
