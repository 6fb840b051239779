-- The counts over all requests of a range in a lane: from their slices, and from the few entries that wait for a retry.
select :slice_sums(s),
  coalesce(sum(case when s.stop_reason is null and s.retry_positions <> '{}' then (
    select count(*) from unnest(s.retry_positions) u (position)
    join queue_entry e on e.lane = :lane and e.entry_id = s.request_id + u.position
    where e.status = :Outcome.QueueFull) end), 0)::int as queue_full
from request r join queue_slice s on s.lane = :lane and s.request_id = r.id
where :is_in_range(r)
