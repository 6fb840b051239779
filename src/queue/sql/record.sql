-- Records a whole window and gives its slices back, behind the others. Fenced by the holder: what another has taken over meanwhile is
-- left alone (its outcomes go through resolve). What failed for a time or was not handed over waits in `again`, or, where the slice
-- was stopped meanwhile, ends here. A fallback after a final failure waits in `again` too, unless stopped or past the expiry.
-- What ends is counted per slice by the caller, so that nothing here joins entries with slices (a nested loop of window²).
-- 200 one-recipient slices cost PostgreSQL 3.4 ms, a window of one slice 1.3. Slices where nothing waits for another try, before and
-- after, are written at once instead of locked, looked at and written: 0.5 ms less. A column that says the same of all is null instead
-- of an array, and entries name their slice by its place: 0.2 ms less, and half as much to send.
-- $1 lane, $2 holder; parallel, one a slice: $3 request ID, $4 first, entries that end as $5 submitted, $6 rejected, $7 undelivered,
-- $8 not attempted, $9 in doubt, and as text arrays (null where nothing of the window waits on) $10 positions to be tried again, $11
-- their waits (ms), $12 positions of a fallback after a rejection, $13 after what was undelivered; parallel, one an entry: $14 its slice's
-- place in those arrays, from 1, $15 entry ID, $16 kind (0 or null ends, 1 again, 2 fallback), $17 status if it ends here, $18 status while
-- it waits, $19 attempts (0, or 1 or null), $20 provider, $21 provider's message ID, $22 reason, $23 the fallback's channel
with told as materialized (
  select u.request_id, u.first, u.place, u.submitted, u.rejected, u.undelivered, u.not_attempted, u.in_doubt, u.retries, u.waits, u.fallbacks_4, u.fallbacks_5,
    now() as at
  from unnest($3::bigint[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[], $10::text[], $11::text[], $12::text[], $13::text[])
    with ordinality u (request_id, first, submitted, rejected, undelivered, not_attempted, in_doubt, retries, waits, fallbacks_4, fallbacks_5, place)
  order by u.request_id, u.first),
plain as (
  -- Counts from the row itself, which is read again where another has changed it meanwhile. By `=` the planner would look the holder up,
  -- walking over everything that is held, with every version of it that is not yet cleared away.
  update queue_slice s set lease_token = null, lease_until = null, leased_count = 0, leased_retries = '{}', due_at = greatest(s.not_before, t.at),
    submitted = s.submitted + t.submitted, rejected = s.rejected + t.rejected, undelivered = s.undelivered + t.undelivered,
    not_attempted = s.not_attempted + t.not_attempted, in_doubt = s.in_doubt + t.in_doubt
  from told t
  where s.lane = $1 and s.request_id = t.request_id and s.first = t.first and s.lease_token is not distinct from $2
    and s.retry_positions = '{}' and t.retries is null
  returning s.request_id, s.first, t.place),
held as materialized (
  select u.place, s.request_id, s.first, s.stop_reason is not null as is_held, s.stop_reason is not null or coalesce(s.expires_at <= now(), false) as mute,
    s.next_position, s.next_position <= s.last as more, s.retry_positions, s.retry_at, s.not_before, u.at, s.delivered,
    s.submitted + u.submitted as submitted, s.rejected + u.rejected as rejected, s.undelivered + u.undelivered as undelivered,
    s.not_attempted + u.not_attempted as not_attempted, s.in_doubt + u.in_doubt as in_doubt,
    u.retries::int[] as retries, u.waits::int[] as waits, u.fallbacks_4::int[] as fallbacks_4, u.fallbacks_5::int[] as fallbacks_5
  from (select t.* from told t where (t.place not in (select p.place from plain p)) is true offset 0) u
  join queue_slice s on s.lane = $1 and s.request_id = u.request_id and s.first = u.first and s.lease_token is not distinct from $2
  order by s.request_id, s.first
  for update of s),
due as materialized (
  select c.request_id, c.first, c.next_position, c.retry_positions, c.retry_at, c.submitted, c.delivered, c.rejected, c.undelivered, c.not_attempted, c.in_doubt,
    greatest(c.not_before, case when c.more or c.retry_positions = '{}' then c.at else (select min(u.at) from unnest(c.retry_at) u (at)) end) as due_at
  from (
    select h.request_id, h.first, h.next_position, h.more, h.at, h.not_before, h.submitted, h.delivered, h.in_doubt,
      h.rejected + case when h.mute then coalesce(cardinality(h.fallbacks_4), 0) else 0 end as rejected,
      h.undelivered + case when h.mute then coalesce(cardinality(h.fallbacks_5), 0) else 0 end as undelivered,
      h.not_attempted + case when h.is_held then coalesce(cardinality(h.retries), 0) else 0 end as not_attempted,
      case when h.retries is null then h.retry_positions
        else h.retry_positions || case when h.is_held then '{}' else h.retries end || case when h.mute then '{}' else h.fallbacks_4 || h.fallbacks_5 end end as retry_positions,
      case when h.retries is null then h.retry_at
        else h.retry_at
          || case when h.is_held or h.retries = '{}' then '{}'
            else (select array_agg(h.at + w.wait * interval '1 millisecond' order by w.place) from unnest(h.waits) with ordinality w (wait, place)) end
          || case when h.mute then '{}' else array_fill(h.at, array[cardinality(h.fallbacks_4) + cardinality(h.fallbacks_5)]) end end as retry_at
    from held h
    offset 0) c),
slice as (
  -- The whole account from the locked row: constraints are checked on the snapshot's version first, whose counters may be older.
  update queue_slice s set lease_token = null, lease_until = null, leased_count = 0, leased_retries = '{}', next_position = d.next_position, retry_positions = d.retry_positions,
    retry_at = d.retry_at, due_at = d.due_at, submitted = d.submitted, delivered = d.delivered, rejected = d.rejected,
    undelivered = d.undelivered, not_attempted = d.not_attempted, in_doubt = d.in_doubt
  from due d
  where s.lane = $1 and s.request_id = d.request_id and s.first = d.first),
said as materialized (
  select u.entry_id, u.provider, u.provider_message_id, coalesce(u.attempts, 1) as attempts, now() as at,
    coalesce(u.kind, 0) = 0 or u.slice in (select h.place from held h where h.is_held)
      or u.kind = 2 and u.slice in (select h.place from held h where h.mute) as ends,
    u.kind, u.status, u.waiting, u.fallback,
    case when coalesce(u.kind, 0) = 1 and u.slice in (select h.place from held h where h.is_held)
      then 'stopped while in hand' else u.reason end as reason
  from unnest($14::int[], $15::bigint[], $16::smallint[], $17::smallint[], $18::smallint[], $19::smallint[], $20::text[], $21::text[], $22::text[],
    $23::smallint[]) u (slice, entry_id, kind, status, waiting, attempts, provider, provider_message_id, reason, fallback)
  -- `is true`: hashed, whatever the planner thinks of how many are held.
  where (u.slice in (select p.place from plain p union all select h.place from held h)) is true),
outcome as (
  update queue_entry e set status = case when d.ends then d.status else d.waiting end, attempts = e.attempts + d.attempts,
    channel = case when d.kind = 2 and not d.ends then d.fallback else e.channel end,
    provider = coalesce(d.provider, e.provider), provider_message_id = coalesce(d.provider_message_id, e.provider_message_id),
    reason = d.reason, outcome_at = d.at, handed_at = case when d.attempts = 0 then coalesce(e.handed_at, e.outcome_at) end
  from said d
  where e.lane = $1 and e.entry_id = d.entry_id and (d.ends or d.attempts > 0))
select p.request_id, p.first from plain p
union all
select h.request_id, h.first from held h
