-- Whether a carrier's message is known to be another entry's to the same number: one that is found by its content alone may be.
-- $1 lane, $2 mobile, $3 carrier, $4 its message ID, $5 SMS ID
select e.sms_id
from sms_queue_entry e
where e.lane = $1 and e.mobile = $2 and e.carrier = $3 and e.carrier_message_id = $4 and e.sms_id <> $5
limit 1
