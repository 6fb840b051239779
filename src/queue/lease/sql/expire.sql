-- Stops slices past their expiry that no claim reads: nothing of them begins any more. Leased slices wait for their completion.
with expired_slices as materialized (
  select s.request_id, s.first
  from queue_slice s
  where s.lane = :lane and s.expires_at <= now() and :is_free(s)
  order by s.request_id, s.first
  limit 1000
  for update skip locked),
stopped_slices as (
  update queue_slice s set stop_reason = :StopReason.Expired
  from expired_slices l
  where s.lane = :lane and s.request_id = l.request_id and s.first = l.first)
select count(*)::int as slices from expired_slices l
