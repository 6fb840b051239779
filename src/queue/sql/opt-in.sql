-- Takes an opt-out back: of the sender, and one of all senders. What a provider brings ($5 = '') is the person's own word, and holds for
-- that sender whichever tenant sends by it; what a tenant tells holds for itself alone.
-- $1 lane, $2 module, $3 address, $4 all that the sender is kept under, $5 tenant
delete from suppression x
where x.lane = $1 and x.module = $2 and x.address = $3
  and ((x.sender = any ($4::text[]) and $5::text in ('', x.tenant)) or (x.sender = '' and x.tenant = $5))
