-- The newest attempt of a carrier's message ID in a lane. $1 lane, $2 carrier, $3 its message ID
select m.reference, m.created_at
from sms_carrier_message m
where m.lane = $1 and m.carrier = $2 and m.message_id = $3
