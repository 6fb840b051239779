-- To whom an entry goes, and how its last attempt stands. $1 lane, $2 SMS ID
select e.mobile, e.attempts, e.status
from sms_queue_entry e
where e.lane = $1 and e.sms_id = $2
