-- Records a whole window and gives its slices back, behind the others. Fenced by the holder: what another has taken over meanwhile is
-- left alone (its outcomes go through resolve). What failed for a time or was not handed over waits in `again`, or, where the slice
-- was stopped meanwhile, ends here. A call instead of a failed text waits in `again` too, unless stopped or past the expiry.
-- $1 lane, $2 holder; parallel, one a slice: $3 request ID, $4 first; parallel, one an entry: $5 request ID, $6 first, $7 SMS ID,
-- $8 status if it ends here, $9 status while it waits, $10 wait (ms; null = it ends here), $11 attempts (0 or 1), $12 channel to go on
-- by (null = the same), $13 carrier, $14 carrier's message ID, $15 reason
with held as materialized (
  select s.request_id, s.first, s.next, s.stopped, s.next <= s.last as more, s.again, s.again_at, s.not_before,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.not_attempted, s.in_doubt,
    coalesce(s.expires_at <= now(), false) as expired, now() as at
  from unnest($3::bigint[], $4::int[]) u (request_id, first)
  join sms_slice s on s.lane = $1 and s.request_id = u.request_id and s.first = u.first and s.holder = $2
  order by s.request_id, s.first
  for update of s),
decided as materialized (
  select h.request_id, h.first, h.at, w.sms_id, (w.sms_id - w.request_id)::int as position,
    w.wait is null or h.stopped is not null or (w.channel is not null and h.expired) as ends,
    w.status, w.waiting, h.at + w.wait * interval '1 millisecond' as again_at, w.attempts, w.channel, w.carrier, w.carrier_message_id,
    case when h.stopped is not null and w.wait is not null and w.status = 6 then 'stopped while in hand' else w.reason end as reason
  from unnest($5::bigint[], $6::int[], $7::bigint[], $8::smallint[], $9::smallint[], $10::int[], $11::smallint[], $12::smallint[],
      $13::text[], $14::text[], $15::text[])
    w (request_id, first, sms_id, status, waiting, wait, attempts, channel, carrier, carrier_message_id, reason)
  join held h on h.request_id = w.request_id and h.first = w.first),
account as (
  select d.request_id, d.first,
    count(*) filter (where d.ends and d.status = 2)::int as submitted,
    count(*) filter (where d.ends and d.status = 4)::int as rejected,
    count(*) filter (where d.ends and d.status = 5)::int as undelivered,
    count(*) filter (where d.ends and d.status = 6)::int as not_attempted,
    count(*) filter (where d.ends and d.status = 7)::int as in_doubt,
    coalesce(array_agg(d.position order by d.position) filter (where not d.ends), '{}') as again,
    coalesce(array_agg(d.again_at order by d.position) filter (where not d.ends), '{}') as again_at
  from decided d
  group by d.request_id, d.first),
change as materialized (
  select h.request_id, h.first, h.next, h.submitted + a.submitted as submitted, h.delivered, h.rejected + a.rejected as rejected,
    h.undelivered + a.undelivered as undelivered, h.not_attempted + a.not_attempted as not_attempted, h.in_doubt + a.in_doubt as in_doubt,
    h.again || a.again as again, h.again_at || a.again_at as again_at,
    greatest(h.not_before, case when h.more then h.at
      else coalesce((select min(t.at) from unnest(h.again_at || a.again_at) t (at)), h.at) end) as due_at
  from held h join account a on a.request_id = h.request_id and a.first = h.first),
slice as (
  -- The whole account from the locked row: constraints are checked on the snapshot's version first, whose counters may be older.
  update sms_slice s set holder = null, lease_until = null, taken = 0, trying = '{}', next = c.next, again = c.again,
    again_at = c.again_at, due_at = c.due_at, submitted = c.submitted, delivered = c.delivered, rejected = c.rejected,
    undelivered = c.undelivered, not_attempted = c.not_attempted, in_doubt = c.in_doubt
  from change c
  where s.lane = $1 and s.request_id = c.request_id and s.first = c.first),
outcome as (
  update sms_queue_entry e set status = case when d.ends then d.status else d.waiting end, attempts = e.attempts + d.attempts,
    channel = case when d.ends then e.channel else coalesce(d.channel, e.channel) end,
    carrier = coalesce(d.carrier, e.carrier), carrier_message_id = coalesce(d.carrier_message_id, e.carrier_message_id),
    reason = d.reason, outcome_at = d.at
  from decided d
  where e.lane = $1 and e.sms_id = d.sms_id and (d.ends or d.attempts > 0))
select h.request_id, h.first from held h
