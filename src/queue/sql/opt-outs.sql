-- Which of some addresses have opted out, of whom, and whether of one tenant alone: as many probes of the key as there are addresses
-- (0.4 ms for 200, of a list of a million).
-- $1 lane, $2 module, $3 addresses
select x.address, x.sender, x.tenant from suppression x where x.lane = $1 and x.module = $2 and x.address = any ($3::text[])
