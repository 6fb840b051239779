-- Completes a whole batch: writes its outcomes and ends the lease of its slices, which go to the end of the order. Fenced by the lease
-- token: slices that another claim has leased since stay unchanged (their outcomes go through resolve). An entry that failed temporarily or
-- was not handed over waits for a retry or, if the slice was stopped meanwhile, ends. A fallback after a final failure waits too, unless
-- the slice is stopped or past its expiry. The caller counts the outcomes of each slice, so that nothing here joins entries with slices (a
-- nested loop of batch²).
-- Cost: 200 slices of one recipient take PostgreSQL 3.4 ms, a batch of one slice 1.3 ms. Slices without retries, before and after, are
-- updated at once instead of locked, read and updated: 0.5 ms less. A column with the same value for all is null instead of an array, and
-- entries name their slice by its place: 0.2 ms less, and half the bytes to send.
-- Parallel, one a slice: `requestIds`, `firsts`; how many of its entries end as `submitted`, `rejected`, `undelivered`, `notAttempted`,
-- `inDoubt`; and as text arrays, null if no entry of the batch goes on waiting: positions to be retried (`retries`) with their `waits`
-- (ms), positions of a fallback after a rejection (`rejectedFallbacks`) and after a failed delivery (`undeliveredFallbacks`). Parallel, one
-- an entry: `slices` (the place of its slice in those arrays, from 1), `entryIds`, `kinds` (null: all end), `statuses` for entries that
-- end, `waitingStatuses` for entries that wait, `attempts` (0 or 1; null: all 1), `providers`, `messageIds`, `reasons`, `fallbacks`
-- (channels).
with reported_slices as materialized (
  select u.request_id, u.first, u.place, u.submitted, u.rejected, u.undelivered, u.not_attempted, u.in_doubt, u.retries, u.waits,
    u.rejected_fallbacks, u.undelivered_fallbacks, now() as at
  from unnest(:requestIds::bigint[], :firsts::int[], :submitted::int[], :rejected::int[], :undelivered::int[], :notAttempted::int[],
    :inDoubt::int[], :retries::text[], :waits::text[], :rejectedFallbacks::text[], :undeliveredFallbacks::text[])
    with ordinality u (request_id, first, submitted, rejected, undelivered, not_attempted, in_doubt, retries, waits,
      rejected_fallbacks, undelivered_fallbacks, place)
  order by u.request_id, u.first),
slices_without_retries as (
  -- The counters derive from the row itself, which PostgreSQL reads again if another statement has changed it. With `=` the planner would
  -- use the index on the lease, and walk over all leased slices and their dead versions.
  update queue_slice s set :set_unleased(), due_at = greatest(s.not_before, t.at),
    submitted = s.submitted + t.submitted, rejected = s.rejected + t.rejected, undelivered = s.undelivered + t.undelivered,
    not_attempted = s.not_attempted + t.not_attempted, in_doubt = s.in_doubt + t.in_doubt
  from reported_slices t
  where s.lane = :lane and s.request_id = t.request_id and s.first = t.first and s.lease_token is not distinct from :leaseToken
    and s.retry_positions = '{}' and t.retries is null
  returning s.request_id, s.first, t.place),
locked_slices as materialized (
  select u.place, s.request_id, s.first, s.stop_reason is not null as is_held,
    s.stop_reason is not null or coalesce(s.expires_at <= now(), false) as takes_no_fallback,
    s.next_position, s.next_position <= s.last as has_fresh, s.retry_positions, s.retry_at, s.not_before, u.at, s.delivered,
    s.submitted + u.submitted as submitted, s.rejected + u.rejected as rejected, s.undelivered + u.undelivered as undelivered,
    s.not_attempted + u.not_attempted as not_attempted, s.in_doubt + u.in_doubt as in_doubt,
    u.retries::int[] as retries, u.waits::int[] as waits,
    u.rejected_fallbacks::int[] as rejected_fallbacks, u.undelivered_fallbacks::int[] as undelivered_fallbacks
  from (select t.* from reported_slices t where (t.place not in (select p.place from slices_without_retries p)) is true offset 0) u
  join queue_slice s on s.lane = :lane and s.request_id = u.request_id and s.first = u.first
    and s.lease_token is not distinct from :leaseToken
  order by s.request_id, s.first
  for update of s),
completed_slices as materialized (
  select c.request_id, c.first, c.next_position, c.retry_positions, c.retry_at, :account(c),
    greatest(c.not_before, case when c.has_fresh or c.retry_positions = '{}' then c.at
      else (select min(u.at) from unnest(c.retry_at) u (at)) end) as due_at
  from (
    select h.request_id, h.first, h.next_position, h.has_fresh, h.at, h.not_before, h.submitted, h.delivered, h.in_doubt,
      h.rejected + case when h.takes_no_fallback then coalesce(cardinality(h.rejected_fallbacks), 0) else 0 end as rejected,
      h.undelivered + case when h.takes_no_fallback then coalesce(cardinality(h.undelivered_fallbacks), 0) else 0 end as undelivered,
      h.not_attempted + case when h.is_held then coalesce(cardinality(h.retries), 0) else 0 end as not_attempted,
      case when h.retries is null then h.retry_positions
        else h.retry_positions
          || case when h.is_held then '{}' else h.retries end
          || case when h.takes_no_fallback then '{}' else h.rejected_fallbacks || h.undelivered_fallbacks end end as retry_positions,
      case when h.retries is null then h.retry_at
        else h.retry_at
          || case when h.is_held or h.retries = '{}' then '{}'
            else (
              select array_agg(h.at + w.wait * interval '1 millisecond' order by w.place)
              from unnest(h.waits) with ordinality w (wait, place)) end
          || case when h.takes_no_fallback then '{}'
            else array_fill(h.at, array[cardinality(h.rejected_fallbacks) + cardinality(h.undelivered_fallbacks)]) end end as retry_at
    from locked_slices h
    offset 0) c),
updated_slices as (
  -- The whole account comes from the locked row: PostgreSQL checks constraints on the snapshot's version first, whose counters may be
  -- older.
  update queue_slice s set :set_unleased(), :set_positions(d), due_at = d.due_at, :set_account(d)
  from completed_slices d
  where s.lane = :lane and s.request_id = d.request_id and s.first = d.first),
completed_entries as materialized (
  select u.entry_id, u.provider, u.provider_message_id, coalesce(u.attempts, 1) as attempts, now() as at,
    coalesce(u.kind, :Completion.Ends) = :Completion.Ends or u.slice in (select h.place from locked_slices h where h.is_held)
      or u.kind = :Completion.Fallback and u.slice in (select h.place from locked_slices h where h.takes_no_fallback) as ends,
    u.kind, u.status, u.waiting_status, u.fallback,
    case when u.kind = :Completion.Retry and u.slice in (select h.place from locked_slices h where h.is_held)
      then 'stopped while in hand' else u.reason end as reason
  from unnest(:slices::int[], :entryIds::bigint[], :kinds::smallint[], :statuses::smallint[], :waitingStatuses::smallint[],
    :attempts::smallint[], :providers::text[], :messageIds::text[], :reasons::text[], :fallbacks::smallint[])
    u (slice, entry_id, kind, status, waiting_status, attempts, provider, provider_message_id, reason, fallback)
  -- `is true` makes the planner hash the list, whatever its estimate of the number of locked slices.
  where (u.slice in (select p.place from slices_without_retries p union all select h.place from locked_slices h)) is true),
updated_entries as (
  update queue_entry e set status = case when d.ends then d.status else d.waiting_status end, attempts = e.attempts + d.attempts,
    channel = case when d.kind = :Completion.Fallback and not d.ends then d.fallback else e.channel end,
    provider = coalesce(d.provider, e.provider), provider_message_id = coalesce(d.provider_message_id, e.provider_message_id),
    reason = d.reason, outcome_at = d.at, handed_at = case when d.attempts = 0 then coalesce(e.handed_at, e.outcome_at) end
  from completed_entries d
  where e.lane = :lane and e.entry_id = d.entry_id and (d.ends or d.attempts > 0))
select p.request_id, p.first from slices_without_retries p
union all
select h.request_id, h.first from locked_slices h
