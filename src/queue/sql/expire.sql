-- Freezes slices past their expiry that no take meets: nothing of them begins any more. What a take has in hand waits for its record.
-- $1 lane
with lapsed as materialized (
  select s.request_id, s.first
  from queue_slice s
  where s.lane = $1 and s.expires_at <= now() and s.lease_token is null and s.stop_reason is null
    and (s.next_position <= s.last or cardinality(s.retry_positions) > 0)
  order by s.request_id, s.first
  limit 1000
  for update skip locked),
slice as (
  update queue_slice s set stop_reason = 2
  from lapsed l
  where s.lane = $1 and s.request_id = l.request_id and s.first = l.first)
select count(*)::int as slices from lapsed l
