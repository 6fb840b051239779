-- Applies stored receipts and late outcomes (delivery_receipt). One receipt a position and statement; the next statement applies the
-- others. Locks the slices, then the entries, and reads the newest version of the entries. While an entry is leased, only the owner of the
-- lease may write it, and the receipt waits. An outcome of another attempt changes nothing. A receipt of an account that was not handed the
-- attempt changes nothing and is returned as `foreign`, to be logged: a tenant's own account reports only on that tenant's entries, and if
-- the provider of the attempt is recorded, only that provider's receipts count; '' is this server itself. If the entry waits for a retry,
-- only a receipt that the message left removes the position; if a cancel or expiry has counted the entry, the `contradiction` is only
-- returned, to be logged. A late “not accepted” is retried like any other, with backoff and a last attempt. “Recalled” answers a cancel, so
-- it counts only in a stopped slice, also after an earlier “undelivered”; in any other slice it is an ordinary failure.
-- The pauses are in milliseconds; each is twice as long as the one before.
with pending_receipts as materialized (
  select p.entry_id, p.attempt, p.status, p.provider, p.tenant, p.provider_message_id, p.reason, p.received_at,
    :request_of(p.entry_id) as request_id, :position(p.entry_id) as position
  from delivery_receipt p
  where p.lane = :lane and p.look_at <= now()
  order by p.look_at
  limit :most
  for update skip locked),
first_receipts as materialized (
  select distinct on (p.entry_id) p.* from pending_receipts p order by p.entry_id, p.attempt, p.received_at, p.status, p.provider),
locked_slices as materialized (
  select s.request_id, s.first, s.last, s.next_position, s.leased_count, s.leased_retries, s.retry_positions, s.retry_at, s.stop_reason,
    s.lease_token, s.lease_until, s.not_before, s.due_at,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.recalled, s.not_attempted, s.in_doubt,
    coalesce(s.expires_at <= now(), false) as is_expired, now() as at
  from queue_slice s
  join (
    select distinct k.request_id, k.first
    from first_receipts o
    join queue_slice k on k.lane = :lane and k.request_id = o.request_id and o.position between k.first and k.last) t
    on t.request_id = s.request_id and t.first = s.first
  where s.lane = :lane
  order by s.request_id, s.first
  for update of s),
locked_entries as materialized (
  select o.entry_id, o.attempt, o.status as reported, o.provider, o.tenant as owner, e.provider as attempt_provider, o.provider_message_id,
    o.reason, o.received_at, o.position,
    h.request_id, h.first, h.stop_reason, h.is_expired, h.at, e.status, e.attempts, e.channel,
    :is_leased(h, o.position) as is_leased,
    o.position >= h.next_position or o.position = any(h.retry_positions) as is_waiting
  from locked_slices h
  join first_receipts o on o.request_id = h.request_id and o.position between h.first and h.last
  join queue_entry e on e.lane = :lane and e.entry_id = o.entry_id
  order by e.entry_id
  for update of e),
judged_entries as materialized (
  select n.*, r.fallback,
    case
      when n.owner <> r.tenant then 'foreign'
      when n.is_leased then case when n.attempt > n.attempts then 'later' else 'nothing' end
      when n.attempt <> n.attempts or n.attempts = 0 then case when n.attempt > n.attempts then 'foreign' else 'nothing' end
      when n.provider not in (n.attempt_provider, '') then 'foreign'
      when n.is_waiting then case
        when n.reported not in (:Outcome.Submitted, :Outcome.Delivered) then 'nothing'
        -- The entry waits for its fallback, so the receipt of the first message was applied earlier: its acceptance is already known.
        when n.reported = :Outcome.Submitted and n.channel = r.fallback then 'nothing'
        when n.stop_reason is not null then 'contradiction'
        else 'out' end
      when n.status = :Outcome.Submitted then
        case when n.reported in (:Outcome.Delivered, :Outcome.Undelivered, :Outcome.Recalled) then 'move' else 'nothing' end
      when n.status = :Outcome.Undelivered then
        case when n.reported = :Outcome.Recalled and n.stop_reason is not null then 'move' else 'nothing' end
      when n.status = :Outcome.InDoubt then case when n.reported = :Outcome.InDoubt then 'nothing' else 'move' end
      else 'nothing' end as resolution
  from locked_entries n
  join request r on r.lane = :lane and r.id = n.request_id),
decided_entries as materialized (
  select j.*,
    -- Followed by the fallback, or retried: only while nothing has stopped the slice.
    j.resolution = 'move' and j.stop_reason is null and not j.is_expired
      and (j.reported = :Receipt.NotAccepted and j.attempts < :mostAttempts::int
        or j.reported in (:Outcome.Rejected, :Outcome.Undelivered, :Outcome.Recalled)
        and coalesce(j.fallback <> j.channel, false)) as is_requeued,
    case when j.reported = :Outcome.Recalled and j.stop_reason is null then :Outcome.Undelivered
      when j.reported <> :Receipt.NotAccepted then j.reported
      when j.attempts >= :mostAttempts::int then :Outcome.Undelivered
      else :Outcome.NotAttempted end as outcome,
    j.at + case when j.reported = :Receipt.NotAccepted then least(:longestPause::int, :firstPause::int * power(2, least(j.attempts - 1,
      30)))
      else 0 end * interval '1 millisecond' as requeued_at
  from judged_entries j),
slice_changes as materialized (
  select d.request_id, d.first,
    count(*) filter (where d.resolution in ('move', 'out') and not d.is_requeued and d.outcome = :Outcome.Submitted)::int
      - count(*) filter (where d.resolution = 'move' and d.status = :Outcome.Submitted)::int as submitted,
    count(*) filter (where d.resolution in ('move', 'out') and not d.is_requeued and d.outcome = :Outcome.Delivered)::int as delivered,
    count(*) filter (where d.resolution = 'move' and not d.is_requeued and d.outcome = :Outcome.Rejected)::int as rejected,
    count(*) filter (where d.resolution = 'move' and not d.is_requeued and d.outcome in (:Outcome.Undelivered, :Outcome.Recalled)
      and d.status <> :Outcome.Undelivered)::int as undelivered,
    count(*) filter (where d.resolution = 'move' and d.outcome = :Outcome.Recalled)::int as recalled,
    count(*) filter (where d.resolution = 'move' and not d.is_requeued and d.outcome = :Outcome.NotAttempted)::int as not_attempted,
    - count(*) filter (where d.resolution = 'move' and d.status = :Outcome.InDoubt)::int as in_doubt,
    coalesce(array_agg(d.position) filter (where d.resolution = 'out'), '{}') as removed_positions,
    coalesce(array_agg(d.position order by d.position) filter (where d.is_requeued), '{}') as requeued_positions,
    coalesce(array_agg(d.requeued_at order by d.position) filter (where d.is_requeued), '{}') as requeued_at
  from decided_entries d
  where d.resolution in ('move', 'out')
  group by d.request_id, d.first),
changed_slices as materialized (
  select h.request_id, h.first, h.next_position <= h.last as has_fresh, h.not_before, h.at, h.due_at as previous_due_at,
    coalesce((select array_agg(u.position) from unnest(h.retry_positions) u (position) where u.position <> all (c.removed_positions)), '{}')
      || c.requeued_positions as retry_positions,
    coalesce((select array_agg(u.at) from unnest(h.retry_positions, h.retry_at) u (position, at)
      where u.position <> all (c.removed_positions)), '{}') || c.requeued_at as retry_at,
    h.next_position, h.leased_count, h.leased_retries, h.lease_token, h.lease_until, h.submitted + c.submitted as submitted,
      h.delivered + c.delivered as delivered,
    h.rejected + c.rejected as rejected, h.undelivered + c.undelivered as undelivered, h.recalled + c.recalled as recalled,
    h.not_attempted + c.not_attempted as not_attempted, h.in_doubt + c.in_doubt as in_doubt
  from locked_slices h join slice_changes c on c.request_id = h.request_id and c.first = h.first),
due_slices as materialized (
  -- A slice with entries that were not begun keeps its place in the order.
  select k.*, greatest(k.not_before, case when k.has_fresh then k.previous_due_at
    else coalesce((select min(t.at) from unnest(k.retry_at) t (at)), k.at) end) as due_at
  from changed_slices k),
updated_slices as (
  -- The whole account comes from the locked row, as in complete.
  update queue_slice s set :set_positions(d), :set_lease(d), due_at = d.due_at,
    submitted = d.submitted, delivered = d.delivered, rejected = d.rejected,
    undelivered = d.undelivered, recalled = d.recalled, not_attempted = d.not_attempted, in_doubt = d.in_doubt
  from due_slices d
  where s.lane = :lane and s.request_id = d.request_id and s.first = d.first),
updated_entries as (
  update queue_entry e set status = case when d.is_requeued then null else d.outcome end,
    channel = case when d.is_requeued and d.reported <> :Receipt.NotAccepted then d.fallback else e.channel end,
    provider = coalesce(d.provider, e.provider), provider_message_id = coalesce(d.provider_message_id, e.provider_message_id),
    reason = case when d.outcome = :Outcome.Recalled then 'recalled' else d.reason end, outcome_at = d.at,
    handed_at = coalesce(e.handed_at, e.outcome_at)
  from decided_entries d
  where e.lane = :lane and e.entry_id = d.entry_id and d.resolution in ('move', 'out')),
forgotten_asks as (
  delete from entry_in_doubt a
  using decided_entries d
  where a.lane = :lane and a.entry_id = d.entry_id and d.resolution = 'move' and d.status = :Outcome.InDoubt),
postponed_receipts as (
  update delivery_receipt p set look_at = w.look_at
  from (select d.entry_id, d.attempt, d.reported, d.provider, d.at + interval '250 milliseconds' as look_at from decided_entries d
    where d.resolution = 'later') w
  where p.lane = :lane and p.entry_id = w.entry_id and p.attempt = w.attempt and p.status = w.reported and p.provider = w.provider),
applied_receipts as (
  delete from delivery_receipt p
  using (
    select o.entry_id, o.attempt, o.status as reported, o.provider
    from first_receipts o left join decided_entries d on d.entry_id = o.entry_id
    where d.resolution is distinct from 'later') u
  where p.lane = :lane and p.entry_id = u.entry_id and p.attempt = u.attempt and p.status = u.reported and p.provider = u.provider)
select o.entry_id, o.attempt, o.provider, coalesce(d.resolution, 'unknown') as resolution
from first_receipts o left join decided_entries d on d.entry_id = o.entry_id
