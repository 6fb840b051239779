-- Messages to which a receipt with an unknown message ID may belong: messages of a channel to an address that are in doubt since `since`
-- and may have gone to this provider, and leased ones, whose outcome is still open. Reads only the newest entries of an address, by its
-- index.
with newest_entries as materialized (
  select e.entry_id, :position(e.entry_id) as position, e.address, e.variables, e.attempts, e.status, e.provider, e.outcome_at
  from queue_entry e
  where e.lane = :lane and e.address = any (:addresses::text[]) and e.channel = :channel
  order by e.entry_id desc
  limit :most),
open_entries as materialized (
  select n.entry_id, n.address, n.variables, n.attempts, n.status, n.outcome_at,
    :is_leased(s, n.position) as leased
  from newest_entries n
  cross join lateral (
    select k.lease_token, k.next_position, k.leased_count, k.leased_retries
    from queue_slice k
    where k.lane = :lane and k.request_id = :request_of(n.entry_id) and n.position between k.first and k.last
    offset 0) s
  where n.status is null or n.status = :Outcome.InDoubt and n.outcome_at >= :since and coalesce(n.provider, '') in ('', :provider))
select o.entry_id, o.address, o.variables, o.attempts, o.outcome_at, o.leased, r.sender, r.payload
from open_entries o
join request r on r.lane = :lane and r.id = :request_of(o.entry_id)
where o.leased or o.status = :Outcome.InDoubt
