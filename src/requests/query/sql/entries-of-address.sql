-- The number of entries of an address in a lane, counted up to `most`.
select count(*)::int as count
from (select e.entry_id from queue_entry e where e.lane = :lane and e.address = :address limit :most) m
