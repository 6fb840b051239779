-- Decides by hand about entries in doubt of a request: they are sent again, as a new attempt, or settled as an outcome. Returns the number
-- of entries that were in doubt at the begin of the statement and still are under its locks. Entries of a stopped or expired slice are not
-- sent again. An entry that is settled as undelivered is followed by the fallback of its request, if there is one, as after a receipt.
-- Locks the slices, like a cancel, then the entries. 100,000 entries cost PostgreSQL 0.7 s.
-- `decision`: an outcome, or the code for a new attempt. `positions`: null = all.
with locked_slices as materialized (
  select s.request_id, s.first, s.last, s.next_position, s.retry_positions, s.retry_at, s.lease_token, s.lease_until, s.leased_count,
    s.leased_retries, s.not_before, s.due_at,
    :account(s),
    s.stop_reason is null and coalesce(s.expires_at > now(), true) as is_open, now() as at
  from queue_slice s
  where s.lane = :lane and s.request_id = :requestId and s.tenant = :tenant
    and exists (select from request r where r.lane = :lane and r.id = :requestId and r.module = :module)
  order by s.first
  for update),
reached_ranges as materialized (
  select h.first, h.is_open, h.at, h.request_id + u.position as low, h.request_id + u.position as high
  from locked_slices h
  join unnest(:positions::int[]) u (position) on u.position between h.first and h.last
  where h.in_doubt > 0 and (h.is_open or :decision::int <> :Decision.SendAgain)
  union all
  select h.first, h.is_open, h.at, h.request_id + h.first, h.request_id + h.last
  from locked_slices h
  where :positions::int[] is null and h.in_doubt > 0 and (h.is_open or :decision::int <> :Decision.SendAgain)),
locked_entries as materialized (
  select e.entry_id, :position(e.entry_id) as position, e.channel, k.first, k.is_open, k.at
  from reached_ranges k
  join queue_entry e on e.lane = :lane and e.entry_id between k.low and k.high
  where e.status = :Outcome.InDoubt
  order by e.entry_id
  for update of e),
decided_entries as materialized (
  select n.entry_id, n.position, n.first, n.at,
    :decision::int = :Decision.SendAgain or :decision::int = :Outcome.Undelivered and n.is_open
      and coalesce(r.fallback <> n.channel, false) as is_requeued, r.fallback
  from locked_entries n
  join request r on r.lane = :lane and r.id = :requestId and r.tenant = :tenant),
slice_changes as materialized (
  select d.first, count(*)::int as decided, count(*) filter (where not d.is_requeued)::int as settled,
    coalesce(array_agg(d.position order by d.position) filter (where d.is_requeued), '{}') as requeued_positions
  from decided_entries d
  group by d.first),
changed_slices as materialized (
  select h.request_id, h.first, h.next_position, h.next_position <= h.last as has_fresh, h.leased_count, h.leased_retries, h.lease_token,
    h.lease_until, h.not_before, h.at, h.due_at as previous_due_at,
    h.retry_positions || c.requeued_positions as retry_positions, h.retry_at
      || array_fill(h.at, array[cardinality(c.requeued_positions)]) as retry_at,
    h.submitted + case when :decision::int = :Outcome.Submitted then c.settled else 0 end as submitted,
    h.delivered + case when :decision::int = :Outcome.Delivered then c.settled else 0 end as delivered,
    h.undelivered + case when :decision::int = :Outcome.Undelivered then c.settled else 0 end as undelivered,
    h.rejected, h.not_attempted, h.in_doubt - c.decided as in_doubt
  from locked_slices h join slice_changes c on c.first = h.first),
due_slices as materialized (
  -- As after a receipt: a slice with entries that were not begun keeps its place in the order.
  select k.*, greatest(k.not_before, case when k.has_fresh then k.previous_due_at
    else coalesce((select min(t.at) from unnest(k.retry_at) t (at)), k.at) end) as due_at
  from changed_slices k),
updated_slices as (
  -- The whole account comes from the locked row, as in complete.
  update queue_slice s set :set_positions(d), :set_lease(d), due_at = d.due_at,
    :set_account(d)
  from due_slices d
  where s.lane = :lane and s.request_id = d.request_id and s.first = d.first),
updated_entries as (
  update queue_entry e set status = case when d.is_requeued then null else :decision::smallint end,
    channel = case when d.is_requeued and :decision::int <> :Decision.SendAgain then d.fallback else e.channel end, reason = :reason,
      outcome_at = d.at,
    handed_at = coalesce(e.handed_at, e.outcome_at)
  from decided_entries d
  where e.lane = :lane and e.entry_id = d.entry_id),
forgotten_asks as (
  delete from entry_in_doubt a
  using decided_entries d
  where a.lane = :lane and a.entry_id = d.entry_id)
select count(*)::int as changed from decided_entries d
