-- To whom an entry goes, and how its last attempt stands.
select e.address, e.attempts, e.status
from queue_entry e
where e.lane = :lane and e.entry_id = :entryId
