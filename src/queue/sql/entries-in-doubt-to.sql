-- Messages of a channel to an address that may be what a receipt is about whose message ID nobody knows: those in doubt since $4 that this
-- provider may have had, and those in hand now, of which nobody can say yet. Looks at the newest of an address alone, by its index.
-- $1 lane, $2 addresses, $3 provider, $4 since, $5 entries at most, $6 channel
with newest as materialized (
  select e.entry_id, e.address, e.variables, e.attempts, e.status, e.provider, e.outcome_at
  from queue_entry e
  where e.lane = $1 and e.address = any ($2::text[]) and e.channel = $6
  order by e.entry_id desc
  limit $5),
open as materialized (
  select n.entry_id, n.address, n.variables, n.attempts, n.status, n.outcome_at,
    s.lease_token is not null
      and ((n.entry_id & 1048575)::int between s.next_position - s.leased_count and s.next_position - 1 or (n.entry_id & 1048575)::int = any (s.leased_retries)) as in_hand
  from newest n
  cross join lateral (
    select k.lease_token, k.next_position, k.leased_count, k.leased_retries
    from queue_slice k
    where k.lane = $1 and k.request_id = (n.entry_id >> 20) << 20 and (n.entry_id & 1048575)::int between k.first and k.last
    offset 0) s
  where n.status is null or n.status = 7 and n.outcome_at >= $4 and coalesce(n.provider, '') in ('', $3))
select o.entry_id, o.address, o.variables, o.attempts, o.outcome_at, o.in_hand, r.sender, r.payload
from open o
join request r on r.lane = $1 and r.id = (o.entry_id >> 20) << 20
where o.in_hand or o.status = 7
