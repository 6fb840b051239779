-- Takes one window: begins up to $3 entries of up to $4 due slices of queue $5 for holder $2 and answers them; only these may be
-- handed over. Classes are probed in the order of $7, each by its own index range, so that a future slice of a better class is never
-- walked over. A slice past its expiry is frozen instead. Writes no entry.
-- $1 lane, $2 holder, $3 window, $4 slices, $5 queue, $6 lease (ms), $7 classes
with due as materialized (
  select d.*, row_number() over (order by c.rank, d.due_at, d.request_id, d.first) as turn
  from unnest($7::smallint[]) with ordinality c (class, rank)
  cross join lateral (
    select s.request_id, s.first, s.next, s.last, s.again, s.again_at, s.due_at,
      s.submitted, s.delivered, s.rejected, s.undelivered, s.not_attempted, s.in_doubt,
      coalesce(s.expires_at <= now(), false) as expired,
      s.last - s.next + 1 as fresh,
      case when s.again = '{}' then 0
        else (select count(*)::int from unnest(s.again_at) t (at) where t.at <= now()) end as ready
    from sms_slice s
    where s.lane = $1 and s.queue = $5 and s.class = c.class and s.due_at <= now()
      and s.holder is null and s.stopped is null and (s.next <= s.last or cardinality(s.again) > 0)
    order by s.due_at
    limit $4
    for update skip locked) d
  limit $4),
share as materialized (
  -- What was promised a try goes before what is fresh.
  select r.*, least(r.ready, r.room)::int as retries, least(r.fresh, r.room - least(r.ready, r.room))::int as begun
  from (
    select d.*, greatest(0, $3 - coalesce(sum(d.fresh + d.ready) over (order by d.turn rows between unbounded preceding and 1 preceding), 0)) as room
    from due d
    where not d.expired) r),
split as (
  select a.request_id, a.first,
    array_agg(a.position order by a.place) filter (where a.place <= a.retries) as trying,
    array_agg(a.position order by a.place) filter (where a.place > a.retries) as again,
    array_agg(a.at order by a.place) filter (where a.place > a.retries) as again_at
  from (
    select h.request_id, h.first, h.retries, u.position, u.at,
      row_number() over (partition by h.request_id, h.first order by u.at, u.position) as place
    from share h cross join unnest(h.again, h.again_at) u (position, at)
    where h.retries > 0) a
  group by a.request_id, a.first),
change as materialized (
  select h.request_id, h.first, h.submitted, h.delivered, h.rejected, h.undelivered, h.not_attempted, h.in_doubt,
    h.next as from_position, h.begun, h.next + h.begun as next, now() + $6 * interval '1 millisecond' as lease_until,
    coalesce(p.trying, '{}') as trying,
    case when h.retries = 0 then h.again else coalesce(p.again, '{}') end as again,
    case when h.retries = 0 then h.again_at else coalesce(p.again_at, '{}') end as again_at
  from share h left join split p on p.request_id = h.request_id and p.first = h.first
  where h.begun + h.retries > 0),
frozen as (
  update sms_slice s set stopped = 2
  from due d
  where s.lane = $1 and s.request_id = d.request_id and s.first = d.first and d.expired),
taken as (
  -- The whole account from the locked row, as in record.
  update sms_slice s set holder = $2, lease_until = c.lease_until, next = c.next, taken = c.begun, trying = c.trying,
    again = c.again, again_at = c.again_at, submitted = c.submitted, delivered = c.delivered, rejected = c.rejected,
    undelivered = c.undelivered, not_attempted = c.not_attempted, in_doubt = c.in_doubt
  from change c
  where s.lane = $1 and s.request_id = c.request_id and s.first = c.first
  returning s.request_id, s.first, s.expires_at, c.from_position, c.begun, s.trying)
select t.request_id, t.first, e.sms_id, e.mobile, e.channel, e.attempts, extract(epoch from t.expires_at - now()) * 1000 as expires_in
from taken t
join sms_queue_entry e on e.lane = $1 and e.sms_id between t.request_id + t.from_position and t.request_id + t.from_position + t.begun - 1
union all
select t.request_id, t.first, e.sms_id, e.mobile, e.channel, e.attempts, extract(epoch from t.expires_at - now()) * 1000
from taken t cross join unnest(t.trying) position
join sms_queue_entry e on e.lane = $1 and e.sms_id = t.request_id + position
