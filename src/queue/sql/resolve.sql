-- Applies what became known later: receipts and late outcomes, stored before in delivery_receipt. One a position and statement (the rest
-- follows in the next). Locks slices, then entries, whose newest version it reads. While an entry is in hand its holder alone may
-- write it: the receipt waits. An outcome of another attempt than the entry's changes nothing. Nor does what comes from another account
-- than the one that was handed the attempt (“foreign”, answered to be logged): a tenant's own account speaks of that tenant's entries
-- alone, and where it is recorded who had the attempt, that one alone does; '' is this server itself. In `again`, only what says that the
-- message left takes the position out; where a cancel or expiry has counted it, the contradiction is only answered, to be logged.
-- A late “not accepted” is tried again like any, with backoff and an end. “Recalled” (8) is what a cancel asked for, so it counts in a
-- stopped slice alone, also where the provider has said before that it will not be delivered; in any other it is a failure like others.
-- $1 lane, $2 receipts at most, $3 attempts at most, $4 pause after the first (ms; doubles with each), $5 longest pause
with pending as materialized (
  select p.entry_id, p.attempt, p.status, p.provider, p.tenant, p.provider_message_id, p.reason, p.received_at,
    (p.entry_id >> 20) << 20 as request_id, (p.entry_id & 1048575)::int as position
  from delivery_receipt p
  where p.lane = $1 and p.look_at <= now()
  order by p.look_at
  limit $2
  for update skip locked),
one as materialized (
  select distinct on (p.entry_id) p.* from pending p order by p.entry_id, p.attempt, p.received_at, p.status, p.provider),
held as materialized (
  select s.request_id, s.first, s.last, s.next_position, s.leased_count, s.leased_retries, s.retry_positions, s.retry_at, s.stop_reason, s.lease_token, s.lease_until, s.not_before, s.due_at,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.recalled, s.not_attempted, s.in_doubt,
    coalesce(s.expires_at <= now(), false) as expired, now() as at
  from queue_slice s
  join (
    select distinct k.request_id, k.first
    from one o
    join queue_slice k on k.lane = $1 and k.request_id = o.request_id and o.position between k.first and k.last) t
    on t.request_id = s.request_id and t.first = s.first
  where s.lane = $1
  order by s.request_id, s.first
  for update of s),
entry as materialized (
  select o.entry_id, o.attempt, o.status as said, o.provider, o.tenant as owner, e.provider as had, o.provider_message_id, o.reason, o.received_at, o.position,
    h.request_id, h.first, h.stop_reason, h.expired, h.at, e.status, e.attempts, e.channel,
    h.lease_token is not null and (o.position between h.next_position - h.leased_count and h.next_position - 1 or o.position = any(h.leased_retries)) as in_hand,
    o.position >= h.next_position or o.position = any(h.retry_positions) as waits
  from held h
  join one o on o.request_id = h.request_id and o.position between h.first and h.last
  join queue_entry e on e.lane = $1 and e.entry_id = o.entry_id
  order by e.entry_id
  for update of e),
judged as materialized (
  select n.*, r.fallback,
    case
      when n.owner <> r.tenant then 'foreign'
      when n.in_hand then case when n.attempt > n.attempts then 'later' else 'nothing' end
      when n.attempt <> n.attempts or n.attempts = 0 then case when n.attempt > n.attempts then 'foreign' else 'nothing' end
      when n.provider not in (n.had, '') then 'foreign'
      when n.waits then case
        when n.said not in (2, 3) then 'nothing'
        -- It waits for its fallback, so the receipt of the message before has been here already: that it was accepted is old news.
        when n.said = 2 and n.channel = r.fallback then 'nothing'
        when n.stop_reason is not null then 'contradiction'
        else 'out' end
      when n.status = 2 then case when n.said in (3, 5, 8) then 'move' else 'nothing' end
      when n.status = 5 then case when n.said = 8 and n.stop_reason is not null then 'move' else 'nothing' end
      when n.status = 7 then case when n.said = 7 then 'nothing' else 'move' end
      else 'nothing' end as resolution
  from entry n
  join request r on r.lane = $1 and r.id = n.request_id),
decided as materialized (
  select j.*,
    -- Followed by the fallback, or tried again: only while nothing has stopped the slice.
    j.resolution = 'move' and j.stop_reason is null and not j.expired
      and (j.said = 0 and j.attempts < $3::int or j.said in (4, 5, 8) and coalesce(j.fallback <> j.channel, false)) as back,
    case when j.said = 8 and j.stop_reason is null then 5 when j.said <> 0 then j.said when j.attempts >= $3::int then 5 else 6 end as outcome,
    j.at + case when j.said = 0 then least($5::int, $4::int * power(2, least(j.attempts - 1, 30))) else 0 end * interval '1 millisecond' as back_at
  from judged j),
change as materialized (
  select d.request_id, d.first,
    count(*) filter (where d.resolution in ('move', 'out') and not d.back and d.outcome = 2)::int
      - count(*) filter (where d.resolution = 'move' and d.status = 2)::int as submitted,
    count(*) filter (where d.resolution in ('move', 'out') and not d.back and d.outcome = 3)::int as delivered,
    count(*) filter (where d.resolution = 'move' and not d.back and d.outcome = 4)::int as rejected,
    count(*) filter (where d.resolution = 'move' and not d.back and d.outcome in (5, 8) and d.status <> 5)::int as undelivered,
    count(*) filter (where d.resolution = 'move' and d.outcome = 8)::int as recalled,
    count(*) filter (where d.resolution = 'move' and not d.back and d.outcome = 6)::int as not_attempted,
    - count(*) filter (where d.resolution = 'move' and d.status = 7)::int as in_doubt,
    coalesce(array_agg(d.position) filter (where d.resolution = 'out'), '{}') as gone,
    coalesce(array_agg(d.position order by d.position) filter (where d.back), '{}') as back,
    coalesce(array_agg(d.back_at order by d.position) filter (where d.back), '{}') as back_at
  from decided d
  where d.resolution in ('move', 'out')
  group by d.request_id, d.first),
kept as materialized (
  select h.request_id, h.first, h.next_position <= h.last as more, h.not_before, h.at, h.due_at as was_due,
    coalesce((select array_agg(u.position) from unnest(h.retry_positions) u (position) where u.position <> all (c.gone)), '{}') || c.back as retry_positions,
    coalesce((select array_agg(u.at) from unnest(h.retry_positions, h.retry_at) u (position, at) where u.position <> all (c.gone)), '{}') || c.back_at as retry_at,
    h.next_position, h.leased_count, h.leased_retries, h.lease_token, h.lease_until, h.submitted + c.submitted as submitted, h.delivered + c.delivered as delivered,
    h.rejected + c.rejected as rejected, h.undelivered + c.undelivered as undelivered, h.recalled + c.recalled as recalled,
    h.not_attempted + c.not_attempted as not_attempted, h.in_doubt + c.in_doubt as in_doubt
  from held h join change c on c.request_id = h.request_id and c.first = h.first),
due as materialized (
  -- A receipt costs a slice with something fresh no turn.
  select k.*, greatest(k.not_before, case when k.more then k.was_due
    else coalesce((select min(t.at) from unnest(k.retry_at) t (at)), k.at) end) as due_at
  from kept k),
slice as (
  -- The whole account from the locked row, as in record.
  update queue_slice s set next_position = d.next_position, leased_count = d.leased_count, leased_retries = d.leased_retries, lease_token = d.lease_token, lease_until = d.lease_until,
    retry_positions = d.retry_positions, retry_at = d.retry_at, due_at = d.due_at, submitted = d.submitted, delivered = d.delivered, rejected = d.rejected,
    undelivered = d.undelivered, recalled = d.recalled, not_attempted = d.not_attempted, in_doubt = d.in_doubt
  from due d
  where s.lane = $1 and s.request_id = d.request_id and s.first = d.first),
outcome as (
  update queue_entry e set status = case when d.back then null else d.outcome end,
    channel = case when d.back and d.said <> 0 then d.fallback else e.channel end,
    provider = coalesce(d.provider, e.provider), provider_message_id = coalesce(d.provider_message_id, e.provider_message_id),
    reason = case when d.outcome = 8 then 'recalled' else d.reason end, outcome_at = d.at,
    handed_at = coalesce(e.handed_at, e.outcome_at)
  from decided d
  where e.lane = $1 and e.entry_id = d.entry_id and d.resolution in ('move', 'out')),
asked as (
  -- It is in doubt no more.
  delete from entry_in_doubt a
  using decided d
  where a.lane = $1 and a.entry_id = d.entry_id and d.resolution = 'move' and d.status = 7),
waiting as (
  update delivery_receipt p set look_at = w.look_at
  from (select d.entry_id, d.attempt, d.said, d.provider, d.at + interval '250 milliseconds' as look_at from decided d where d.resolution = 'later') w
  where p.lane = $1 and p.entry_id = w.entry_id and p.attempt = w.attempt and p.status = w.said and p.provider = w.provider),
done as (
  delete from delivery_receipt p
  using (
    select o.entry_id, o.attempt, o.status as said, o.provider
    from one o left join decided d on d.entry_id = o.entry_id
    where d.resolution is distinct from 'later') u
  where p.lane = $1 and p.entry_id = u.entry_id and p.attempt = u.attempt and p.status = u.said and p.provider = u.provider)
select o.entry_id, o.attempt, o.provider, coalesce(d.resolution, 'unknown') as resolution
from one o left join decided d on d.entry_id = o.entry_id
