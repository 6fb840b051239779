-- Claims entries in doubt that it is time to ask about, each for this once: the next ask is further away each time, and after the last
-- one there is none (infinity); what is claimed by a process that dies is asked about the next time. What is in doubt no more leaves.
-- `since`: when the routing became what it is; null where another process has another routing.
-- What is in doubt of other channels uses up no ask: it waits for a process that has registered them.
-- $1 lane, $2 entries at most, $3 asks at most, $4 first pause (s), $5 how many times as long each further one is; parallel, one a channel:
-- $6 its code, $7 the fingerprint of its messages
with due as materialized (
  select d.entry_id, d.asks + 1 as asks,
    case when d.asks + 1 >= $3::int then 'infinity'::timestamptz
      else now() + $4::int * power($5::int, d.asks + 1) * interval '1 second' end as ask_at, now() + interval '1 hour' as later_at
  from entry_in_doubt d
  where d.lane = $1 and d.ask_at <= now()
  order by d.ask_at
  limit $2
  for update skip locked),
found as materialized (
  select u.entry_id, u.asks - case when e.channel = any ($6::smallint[]) then 0 else 1 end as asks,
    case when e.channel = any ($6::smallint[]) then u.ask_at else u.later_at end as ask_at,
    e.attempts, e.channel, e.address, e.variables, e.provider, e.outcome_at, s.request_id, s.queue
  from due u
  cross join lateral (
    select n.attempts, n.channel, n.address, n.variables, n.provider, n.outcome_at
    from queue_entry n
    where n.lane = $1 and n.entry_id = u.entry_id and n.status = 7
    offset 0) e
  cross join lateral (
    select k.request_id, k.queue
    from queue_slice k
    where k.lane = $1 and k.request_id = (u.entry_id >> 20) << 20 and (u.entry_id & 1048575)::int between k.first and k.last
    offset 0) s),
later as (
  update entry_in_doubt d set asks = f.asks, ask_at = f.ask_at
  from found f
  where d.lane = $1 and d.entry_id = f.entry_id),
over as (
  delete from entry_in_doubt d
  using (select u.entry_id from due u where not exists (select from found f where f.entry_id = u.entry_id)) g
  where d.lane = $1 and d.entry_id = g.entry_id)
select f.entry_id, f.request_id, f.attempts, f.channel, f.address, f.variables, f.provider, f.outcome_at, f.queue,
  (select w.since from routing_fingerprint w where w.lane = $1 and w.channel = f.channel
    and w.fingerprint = (select u.fingerprint from unnest($6::smallint[], $7::text[]) u (channel, fingerprint) where u.channel = f.channel)) as since
from found f
