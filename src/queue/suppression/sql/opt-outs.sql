-- The opt-outs of some addresses, with the sender and the tenant that each covers: one probe of the key an address (0.4 ms for 200, of a
-- list of a million).
select x.address, x.sender, x.tenant from suppression x where x.lane = :lane and x.module = :module and x.address = any (:addresses::text[])
