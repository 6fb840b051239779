-- Decides by hand about entries of a request that are in doubt: they are sent again, as a new attempt, or settled as an outcome. Answers
-- how many: those in doubt when it began that still are once it has their locks. What was stopped or has expired is not sent again.
-- What is settled as undelivered is followed by the fallback where its request has one, as after a receipt. Locks the slices, as a cancel
-- does, then entries. 100,000 in doubt cost PostgreSQL 0.7 s.
-- $1 lane, $2 request ID, $3 tenant, $4 status (2, 3 or 5; 0 = sent again), $5 positions (null = all), $6 reason, $7 module
with held as materialized (
  select s.request_id, s.first, s.last, s.next_position, s.retry_positions, s.retry_at, s.lease_token, s.lease_until, s.leased_count, s.leased_retries, s.not_before, s.due_at,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.not_attempted, s.in_doubt,
    s.stop_reason is null and coalesce(s.expires_at > now(), true) as open, now() as at
  from queue_slice s
  where s.lane = $1 and s.request_id = $2 and s.tenant = $3
    and exists (select from request r where r.lane = $1 and r.id = $2 and r.module = $7)
  order by s.first
  for update),
reach as materialized (
  select h.first, h.open, h.at, h.request_id + u.position as low, h.request_id + u.position as high
  from held h
  join unnest($5::int[]) u (position) on u.position between h.first and h.last
  where h.in_doubt > 0 and (h.open or $4::int <> 0)
  union all
  select h.first, h.open, h.at, h.request_id + h.first, h.request_id + h.last
  from held h
  where $5::int[] is null and h.in_doubt > 0 and (h.open or $4::int <> 0)),
entry as materialized (
  select e.entry_id, (e.entry_id & 1048575)::int as position, e.channel, k.first, k.open, k.at
  from reach k
  join queue_entry e on e.lane = $1 and e.entry_id between k.low and k.high
  where e.status = 7
  order by e.entry_id
  for update of e),
decided as materialized (
  select n.entry_id, n.position, n.first, n.at,
    $4::int = 0 or $4::int = 5 and n.open and coalesce(r.fallback <> n.channel, false) as back, r.fallback
  from entry n
  join request r on r.lane = $1 and r.id = $2 and r.tenant = $3),
change as materialized (
  select d.first, count(*)::int as n, count(*) filter (where not d.back)::int as settled,
    coalesce(array_agg(d.position order by d.position) filter (where d.back), '{}') as back
  from decided d
  group by d.first),
kept as materialized (
  select h.request_id, h.first, h.next_position, h.next_position <= h.last as more, h.leased_count, h.leased_retries, h.lease_token, h.lease_until, h.not_before, h.at, h.due_at as was_due,
    h.retry_positions || c.back as retry_positions, h.retry_at || array_fill(h.at, array[cardinality(c.back)]) as retry_at,
    h.submitted + case when $4::int = 2 then c.settled else 0 end as submitted,
    h.delivered + case when $4::int = 3 then c.settled else 0 end as delivered,
    h.undelivered + case when $4::int = 5 then c.settled else 0 end as undelivered,
    h.rejected, h.not_attempted, h.in_doubt - c.n as in_doubt
  from held h join change c on c.first = h.first),
due as materialized (
  -- As after a receipt: a slice with something fresh keeps its turn.
  select k.*, greatest(k.not_before, case when k.more then k.was_due
    else coalesce((select min(t.at) from unnest(k.retry_at) t (at)), k.at) end) as due_at
  from kept k),
slice as (
  -- The whole account from the locked row, as in record.
  update queue_slice s set next_position = d.next_position, leased_count = d.leased_count, leased_retries = d.leased_retries, lease_token = d.lease_token, lease_until = d.lease_until,
    retry_positions = d.retry_positions, retry_at = d.retry_at, due_at = d.due_at, submitted = d.submitted, delivered = d.delivered, rejected = d.rejected,
    undelivered = d.undelivered, not_attempted = d.not_attempted, in_doubt = d.in_doubt
  from due d
  where s.lane = $1 and s.request_id = d.request_id and s.first = d.first),
outcome as (
  update queue_entry e set status = case when d.back then null else $4::smallint end,
    channel = case when d.back and $4::int <> 0 then d.fallback else e.channel end, reason = $6, outcome_at = d.at,
    handed_at = coalesce(e.handed_at, e.outcome_at)
  from decided d
  where e.lane = $1 and e.entry_id = d.entry_id),
asked as (
  delete from entry_in_doubt a
  using decided d
  where a.lane = $1 and a.entry_id = d.entry_id)
select count(*)::int as changed from decided d
