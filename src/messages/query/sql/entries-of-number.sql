-- How many entries a mobile number has in a lane, counted up to `most`.
select count(*)::int as count
from (select e.entry_id from queue_entry e where e.lane = :lane and e.address = :mobile limit :most) m
