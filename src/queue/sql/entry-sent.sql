-- To whom an entry goes, and how its last attempt stands. $1 lane, $2 entry ID
select e.address, e.attempts, e.status
from queue_entry e
where e.lane = $1 and e.entry_id = $2
