-- Claims entries in doubt whose next query is due, each for one query. The time to the next query grows each time; after the last one it is
-- infinity. If the claiming process dies, the query is lost, and the next one follows. Entries that are no longer in doubt are removed.
-- Entries of channels that this process has not registered use up no query: they wait for a process with that channel. `since` in the
-- result: since when the routing of the channel is unchanged; null if another process has another routing.
-- `firstPause`: in seconds; each further pause is `factor` times as long. Parallel: `channels` (codes) and the `fingerprints` of their
-- routing.
with due_entries as materialized (
  select d.entry_id, d.asks + 1 as asks,
    case when d.asks + 1 >= :mostAsks::int then 'infinity'::timestamptz
      else now() + :firstPause::int * power(:factor::int, d.asks + 1) * interval '1 second' end as ask_at,
        now() + interval '1 hour' as later_at
  from entry_in_doubt d
  where d.lane = :lane and d.ask_at <= now()
  order by d.ask_at
  limit :most
  for update skip locked),
found_entries as materialized (
  select u.entry_id, u.asks - case when e.channel = any (:channels::smallint[]) then 0 else 1 end as asks,
    case when e.channel = any (:channels::smallint[]) then u.ask_at else u.later_at end as ask_at,
    e.attempts, e.channel, e.address, e.variables, e.provider, e.outcome_at, s.request_id, s.queue
  from due_entries u
  cross join lateral (
    select n.attempts, n.channel, n.address, n.variables, n.provider, n.outcome_at
    from queue_entry n
    where n.lane = :lane and n.entry_id = u.entry_id and n.status = :Outcome.InDoubt
    offset 0) e
  cross join lateral (
    select k.request_id, k.queue
    from queue_slice k
    where k.lane = :lane and k.request_id = :request_of(u.entry_id) and :position(u.entry_id) between k.first and k.last
    offset 0) s),
postponed_entries as (
  update entry_in_doubt d set asks = f.asks, ask_at = f.ask_at
  from found_entries f
  where d.lane = :lane and d.entry_id = f.entry_id),
settled_entries as (
  delete from entry_in_doubt d
  using (select u.entry_id from due_entries u where not exists (select from found_entries f where f.entry_id = u.entry_id)) g
  where d.lane = :lane and d.entry_id = g.entry_id)
select f.entry_id, f.request_id, f.attempts, f.channel, f.address, f.variables, f.provider, f.outcome_at, f.queue,
  (select w.since from routing_fingerprint w where w.lane = :lane and w.channel = f.channel
    and w.fingerprint = (select u.fingerprint from unnest(:channels::smallint[], :fingerprints::text[]) u (channel, fingerprint)
      where u.channel = f.channel)) as since
from found_entries f
