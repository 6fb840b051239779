-- Takes one window: begins up to $3 entries of due slices of queue $4 for holder $2 and answers them; only these may be handed over.
-- Each source (a class of a tenant) is probed by its own index range, a few slices of it at most, so that nobody waits behind another's
-- backlog and a future slice of a better class is never walked over. Sources of one level share the window slice by slice, a better
-- level goes first. A slice past its expiry is frozen instead. Nothing that an operator holds is begun. Writes no entry.
-- 200 one-recipient slices cost PostgreSQL 3.8 ms, 1.4 of them for 200 new versions of a row with two index entries each. A plan made
-- anew each time was 0.8 ms more (DISPATCH_SESSION), a second sort and another intermediate table 0.2. With what record costs, 0.94 of
-- what the smallest statements for it drained, and 1.2 for one large request.
-- $1 lane, $2 holder, $3 window, $4 queue, $5 lease (ms); parallel, one a source: $6 class, $7 tenant, $8 level, $9 slices at most;
-- $10 the providers of the queue's route: where all of them are held, so is the queue; the held ones are told, so that nothing is handed to
-- these
with holds as materialized (
  select array_agg(x.name) as names from dispatch_hold x where x.lane = $1 and x.kind = 'provider' and x.name = any ($10::text[])),
due as materialized (
  select s.*, coalesce(sum(s.fresh + s.ready) over (order by c.level, s.round, c.place rows between unbounded preceding and 1 preceding), 0) as ahead
  from (
    select u.*
    from unnest($6::smallint[], $7::text[], $8::smallint[], $9::int[]) with ordinality u (class, tenant, level, slices, place)
    where not exists (
      select from dispatch_hold x
      where x.lane = $1 and (x.kind = 'all' or x.kind = 'tenant' and x.name = u.tenant))
      and coalesce(cardinality((select h.names from holds h)), 0) < greatest(1, cardinality($10::text[]))) c
  cross join lateral (
    select p.*, row_number() over () as round,
      case when p.expired then 0 else p.last - p.next_position + 1 end as fresh,
      case when p.expired or p.retry_positions = '{}' then 0 else (select count(*)::int from unnest(p.retry_at) u (at) where u.at <= p.at) end as ready
    from (
      select s.request_id, s.first, s.next_position, s.last, s.retry_positions, s.retry_at, coalesce(s.expires_at <= now(), false) as expired,
        now() as at, s.submitted, s.delivered, s.rejected, s.undelivered, s.not_attempted, s.in_doubt
      from queue_slice s
      where s.lane = $1 and s.queue = $4 and s.class = c.class and s.tenant = c.tenant and s.due_at <= now()
        and s.lease_token is null and s.stop_reason is null and (s.next_position <= s.last or cardinality(s.retry_positions) > 0)
      order by s.due_at
      limit c.slices
      for update skip locked) p) s
  -- Entries are read as they were when this statement began: what is tried again must have been waiting like this by then, or a text
  -- would be sent again instead of the call that has just become due. Such a slice comes with the next take. (`offset 0`: else the
  -- planner may hash all of the lane's slices instead of looking this one up.)
  where s.retry_positions = '{}' or exists (
    select from queue_slice o
    where o.lane = $1 and o.request_id = s.request_id and o.first = s.first and o.retry_positions = s.retry_positions and o.retry_at = s.retry_at
    offset 0)),
change as materialized (
  select h.request_id, h.first, h.next_position as from_position, h.begun, h.next_position + h.begun as next_position, h.at + $5 * interval '1 millisecond' as lease_until,
    h.submitted, h.delivered, h.rejected, h.undelivered, h.not_attempted, h.in_doubt,
    case when h.retries = 0 then '{}' else (
      select array_agg(o.position) from (
        select u.position from unnest(h.retry_positions, h.retry_at) u (position, at) order by u.at, u.position limit h.retries) o) end as leased_retries,
    case when h.retries = 0 then h.retry_positions else (
      select coalesce(array_agg(o.position), '{}') from (
        select u.position from unnest(h.retry_positions, h.retry_at) u (position, at) order by u.at, u.position offset h.retries) o) end as retry_positions,
    case when h.retries = 0 then h.retry_at else (
      select coalesce(array_agg(o.at), '{}') from (
        select u.at from unnest(h.retry_positions, h.retry_at) u (position, at) order by u.at, u.position offset h.retries) o) end as retry_at
  from (
    -- What was promised a try goes before what is fresh.
    select d.*, least(d.ready, $3 - d.ahead)::int as retries, least(d.fresh, $3 - d.ahead - least(d.ready, $3 - d.ahead))::int as begun
    from due d
    where d.ahead < $3 and d.fresh + d.ready > 0) h),
frozen as (
  update queue_slice s set stop_reason = 2
  from due d
  where d.expired and s.lane = $1 and s.request_id between d.request_id and d.request_id and s.first between d.first and d.first),
claimed as (
  -- The whole account from the locked row, as in record. (`between`: how many slices come is unknown to the planner, and by `=` it may
  -- hash all of the lane's.)
  update queue_slice s set lease_token = $2, lease_until = c.lease_until, next_position = c.next_position, leased_count = c.begun, leased_retries = c.leased_retries,
    retry_positions = c.retry_positions, retry_at = c.retry_at, submitted = c.submitted, delivered = c.delivered, rejected = c.rejected,
    undelivered = c.undelivered, not_attempted = c.not_attempted, in_doubt = c.in_doubt
  from change c
  where s.lane = $1 and s.request_id between c.request_id and c.request_id and s.first between c.first and c.first
  returning s.request_id, s.first, s.expires_at, c.from_position, c.begun, s.leased_retries)
select t.request_id, t.first, e.entry_id, e.address, e.channel, e.attempts, e.variables, extract(epoch from t.expires_at - now()) * 1000 as expires_in,
  (select h.names from holds h) as held_providers
from claimed t
join queue_entry e on e.lane = $1 and e.entry_id between t.request_id + t.from_position and t.request_id + t.from_position + t.begun - 1
union all
select t.request_id, t.first, e.entry_id, e.address, e.channel, e.attempts, e.variables, extract(epoch from t.expires_at - now()) * 1000,
  (select h.names from holds h)
from claimed t cross join unnest(t.leased_retries) position
join queue_entry e on e.lane = $1 and e.entry_id between t.request_id + position and t.request_id + position
