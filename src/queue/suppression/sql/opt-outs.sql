-- Which of some addresses have opted out, of whom, and whether of one tenant alone: as many probes of the key as there are addresses (0.4
-- ms for 200, of a list of a million).
select x.address, x.sender, x.tenant from suppression x where x.lane = :lane and x.module = :module and x.address = any (:addresses::text[])
