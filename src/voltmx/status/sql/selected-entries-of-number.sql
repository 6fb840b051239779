-- A mobile number's entries in the selected requests, newest first, found by the index over numbers.
select :entry_columns(e, r), :entry_status(e, s) as status, :waiting_queue(s) as waits_in
from queue_entry e
join request r on r.lane = :lane and r.id = :request_of(e.entry_id)
join queue_slice s on :is_slice_of(s, e, r)
where e.lane = :lane and e.address = :mobile and :is_selected(r)
order by r.created_at desc, r.id desc, e.entry_id desc
limit :most
