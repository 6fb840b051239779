-- The counts of the selected requests, from their slices only.
select :slice_sums(s)
from request r join queue_slice s on s.lane = :lane and s.request_id = r.id
where :is_selected(r)
