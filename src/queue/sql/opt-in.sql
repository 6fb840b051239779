-- Takes an opt-out back: of the sender, and one of all senders. What a carrier brings ($4 = '') is the person's own word, and holds for
-- that sender whichever tenant sends by it; what a tenant tells holds for itself alone.
-- $1 lane, $2 number (digits), $3 all that the sender is kept under, $4 tenant
delete from sms_opt_out x
where x.lane = $1 and x.number = $2 and ((x.sender = any ($3::text[]) and $4::text in ('', x.tenant)) or (x.sender = '' and x.tenant = $4))
