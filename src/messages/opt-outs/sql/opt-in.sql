-- Removes the opt-outs from the sender and from all senders. A message from a provider (`tenant` = '') is authenticated, so it applies to the
-- sender for every tenant. A report of a tenant applies only to that tenant.
-- `senders`: all keys of the sender.
delete from suppression x
where x.lane = :lane and x.module = :module and x.address = :address
  and ((x.sender = any (:senders::text[]) and :tenant::text in ('', x.tenant)) or (x.sender = '' and x.tenant = :tenant))
