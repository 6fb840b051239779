-- The counts of a mobile number's entries in the selected requests, found by the index over numbers.
select :entry_status(e, s) as status, coalesce(e.status = :Outcome.Recalled, false) as recalled, count(*)::int as count
from queue_entry e
join request r on r.lane = :lane and r.id = :request_of(e.entry_id)
join queue_slice s on :is_slice_of(s, e, r)
where e.lane = :lane and e.address = :mobile and :is_selected(r)
group by 1, 2
