-- Takes an opt-out back: of the sender, and one of all senders. What a provider brings (`tenant` = '') is the person's own word, and holds
-- for that sender whichever tenant sends by it; what a tenant tells holds for itself alone.
-- `senders`: all that the sender is kept under.
delete from suppression x
where x.lane = :lane and x.module = :module and x.address = :address
  and ((x.sender = any (:senders::text[]) and :tenant::text in ('', x.tenant)) or (x.sender = '' and x.tenant = :tenant))
