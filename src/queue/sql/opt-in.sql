-- Takes an opt-out back: of the sender, and one of all senders.
-- $1 lane, $2 number (digits), $3 sender
delete from sms_opt_out x where x.lane = $1 and x.number = $2 and (x.sender = $3 or x.sender = '')
