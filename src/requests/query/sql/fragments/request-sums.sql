-- request_sums(request): joins the sums of the request's slices (a), and the number of its entries that wait for a throttling provider (q),
-- counted over the few entries that wait for a retry.
cross join lateral (
    select :slice_sums(s), :is_paused(s) as paused, :waiting_queues(s) as waits_in
    from queue_slice s
    where s.lane = :lane and s.request_id = {request}.id) a
  cross join lateral (
    select count(*)::int as queue_full
    from queue_slice s cross join unnest(s.retry_positions) u (position)
    join queue_entry e on e.lane = :lane and e.entry_id = {request}.id + u.position
    where s.lane = :lane and s.request_id = {request}.id and s.stop_reason is null and e.status = :Outcome.QueueFull) q
