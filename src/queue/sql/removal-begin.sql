-- Takes finished requests out of sight, whole: their slices and rows go at once, so that no read, cancel or receipt meets half a
-- request. Only where nothing has moved since the look (`account`), judged on the locked rows; what another has locked waits for the
-- next look. Their entries are noted in the same transaction (removal-note) and leave behind it.
-- $1 lane; parallel: $2 request IDs, $3 accounts
with held as materialized (
  select s.request_id, s.first, s.last, s.next_position, s.submitted, s.delivered, s.rejected, s.undelivered, s.not_attempted, s.in_doubt, s.due_at,
    s.lease_token is null and (s.stop_reason is not null or s.next_position > s.last and s.retry_positions = '{}') as finished
  from queue_slice s
  where s.lane = $1 and s.request_id = any ($2::bigint[])
  order by s.request_id, s.first
  for update skip locked),
closed as materialized (
  select h.request_id, max(h.last) as last,
    concat_ws(' ', count(*), sum(h.next_position), sum(h.submitted), sum(h.delivered), sum(h.rejected), sum(h.undelivered),
      sum(h.not_attempted), sum(h.in_doubt), extract(epoch from max(h.due_at))) as account
  from held h
  group by h.request_id
  having bool_and(h.finished)),
removed as materialized (
  select c.request_id, c.last
  from closed c
  join unnest($2::bigint[], $3::text[]) u (request_id, account) on u.request_id = c.request_id and u.account = c.account),
slice as (
  delete from queue_slice s
  using removed d
  where s.lane = $1 and s.request_id = d.request_id),
removed_request as (
  delete from request r
  using removed d
  where r.lane = $1 and r.id = d.request_id)
select d.request_id, d.last from removed d
