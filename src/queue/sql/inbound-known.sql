-- Whether a message that came in is known already: lanes may have been added since.
-- $1 lane, $2 carrier, $3 its message ID
select from sms_inbound i where i.lane = $1 and i.carrier = $2 and i.carrier_message_id = $3
