-- The entries of the selected requests, newest first. It reads at most `most` requests, and at most `most` entries of each.
select :entry_columns(e, r), :entry_status(e, s) as status, :waiting_queue(s) as waits_in
from (select r.* from request r where :is_selected(r) order by r.created_at desc, r.id desc limit :most) r
cross join lateral (
  select e.*
  from queue_entry e
  where e.lane = :lane and :is_of_request(e, r.id)
  order by e.entry_id desc
  limit :most) e
join queue_slice s on :is_slice_of(s, e, r)
order by r.created_at desc, r.id desc, e.entry_id desc
limit :most
