-- The address of an entry, and the state of its last attempt.
select e.address, e.attempts, e.status
from queue_entry e
where e.lane = :lane and e.entry_id = :entryId
