-- Claims one batch: leases up to `most` entries of due slices of a queue and returns them; only these may be handed over. Each source (a
-- class of a tenant) is probed by its own index range, a few slices at most, so that no source waits behind the backlog of another, and no
-- future slice of a better class is read. Sources of one level share the batch slice by slice; a better level goes first. A slice past its
-- expiry is stopped instead. Nothing under a dispatch hold begins. Writes no entry.
-- Cost: 200 slices of one recipient take PostgreSQL 3.8 ms, of which 1.4 ms are 200 new row versions with two index entries each. A plan
-- made anew each time cost 0.8 ms more (DISPATCH_SESSION); a second sort and another intermediate table cost 0.2 ms. Together with
-- complete: 0.94 of the drain rate of the smallest possible statements, and 1.2 for one large request.
-- `lease`: in milliseconds. `channel`: of the queue. Parallel, one a source: `classes`, `tenants`, `levels`, `sliceCounts` (most slices).
-- `providers`: of the queue's route. If an operator holds all of them, nothing is claimed; if some, the held ones are returned, so that
-- nothing is handed to them.
with held_providers as materialized (
  select array_agg(x.name) as names from dispatch_hold x where x.lane = :lane and x.kind = 'provider'
    and x.name = any (:providers::text[])),
due_slices as materialized (
  select s.*, coalesce(sum(s.fresh_count + s.ready_count) over (
    order by c.level, s.round, c.place rows between unbounded preceding and 1 preceding), 0) as entries_before
  from (
    select u.*
    from unnest(:classes::smallint[], :tenants::text[], :levels::smallint[], :sliceCounts::int[])
      with ordinality u (class, tenant, level, slices, place)
    where not exists (
      select from dispatch_hold x
      where x.lane = :lane and (x.kind = 'all' or x.kind = 'tenant' and x.name = u.tenant
        or x.kind = 'channel' and x.name = :channel))
      and coalesce(cardinality((select h.names from held_providers h)), 0) < greatest(1, cardinality(:providers::text[]))) c
  cross join lateral (
    select p.*, row_number() over () as round,
      case when p.is_expired then 0 else p.last - p.next_position + 1 end as fresh_count,
      case when p.is_expired or p.retry_positions = '{}' then 0
        else (select count(*)::int from unnest(p.retry_at) u (at) where u.at <= p.at) end as ready_count
    from (
      select s.request_id, s.first, s.next_position, s.last, s.retry_positions, s.retry_at, :account(s),
        coalesce(s.expires_at <= now(), false) as is_expired, now() as at
      from queue_slice s
      where s.lane = :lane and s.queue = :queue and s.class = c.class and s.tenant = c.tenant and s.due_at <= now()
        and :is_free(s)
      order by s.due_at
      limit c.slices
      for update skip locked) p) s
  -- Entries are read in the snapshot of this statement. A retry must have waited in the same form in that snapshot; otherwise a text would
  -- be sent again instead of the fallback that has just become due. Such a slice comes with the next claim. (`offset 0`: otherwise the
  -- planner may hash all slices of the lane instead of one probe.)
  where s.retry_positions = '{}' or exists (
    select from queue_slice o
    where o.lane = :lane and o.request_id = s.request_id and o.first = s.first and o.retry_positions = s.retry_positions
      and o.retry_at = s.retry_at
    offset 0)),
claims as materialized (
  select h.request_id, h.first, h.next_position as from_position, h.fresh_claimed, h.next_position + h.fresh_claimed as next_position,
    h.at + :lease * interval '1 millisecond' as lease_until, :account(h),
    case when h.retries_claimed = 0 then '{}' else (
      select array_agg(o.position) from (
        select u.position from unnest(h.retry_positions, h.retry_at) u (position, at)
        order by u.at, u.position
        limit h.retries_claimed) o) end as leased_retries,
    case when h.retries_claimed = 0 then h.retry_positions else (
      select coalesce(array_agg(o.position), '{}') from (
        select u.position from unnest(h.retry_positions, h.retry_at) u (position, at)
        order by u.at, u.position
        offset h.retries_claimed) o) end as retry_positions,
    case when h.retries_claimed = 0 then h.retry_at else (
      select coalesce(array_agg(o.at), '{}') from (
        select u.at from unnest(h.retry_positions, h.retry_at) u (position, at)
        order by u.at, u.position
        offset h.retries_claimed) o) end as retry_at
  from (
    -- Retries go before entries that were not begun.
    select d.*, least(d.ready_count, :most - d.entries_before)::int as retries_claimed,
      least(d.fresh_count, :most - d.entries_before - least(d.ready_count, :most - d.entries_before))::int as fresh_claimed
    from due_slices d
    where d.entries_before < :most and d.fresh_count + d.ready_count > 0) h),
expired_slices as (
  update queue_slice s set stop_reason = :StopReason.Expired
  from due_slices d
  where d.is_expired and s.lane = :lane and s.request_id between d.request_id and d.request_id and s.first between d.first and d.first),
claimed_slices as (
  -- The whole account comes from the locked row, as in complete. (`between`: the planner does not know the number of slices, and with `=`
  -- it may hash all slices of the lane.)
  update queue_slice s set lease_token = :leaseToken, lease_until = c.lease_until, next_position = c.next_position,
    leased_count = c.fresh_claimed, leased_retries = c.leased_retries,
    retry_positions = c.retry_positions, retry_at = c.retry_at, :set_account(c)
  from claims c
  where s.lane = :lane and s.request_id between c.request_id and c.request_id and s.first between c.first and c.first
  returning s.request_id, s.first, s.expires_at, c.from_position, c.fresh_claimed, s.leased_retries)
select t.request_id, t.first, e.entry_id, e.address, e.channel, e.attempts, e.variables,
  extract(epoch from t.expires_at - now()) * 1000 as expires_in,
  (select h.names from held_providers h) as held_providers
from claimed_slices t
join queue_entry e on e.lane = :lane and e.entry_id between t.request_id + t.from_position
  and t.request_id + t.from_position + t.fresh_claimed - 1
union all
select t.request_id, t.first, e.entry_id, e.address, e.channel, e.attempts, e.variables, extract(epoch from t.expires_at - now()) * 1000,
  (select h.names from held_providers h)
from claimed_slices t cross join unnest(t.leased_retries) position
join queue_entry e on e.lane = :lane and e.entry_id between t.request_id + position and t.request_id + position
