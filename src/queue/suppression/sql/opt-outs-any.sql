-- One address of the lane that has opted out of a module's messages, or none: most lists are empty, and then no address needs a look-up. In
-- the order of the key, so that an empty lane beside full ones costs one probe, not their rows.
select x.address from suppression x where x.lane = :lane and x.module = :module order by x.address limit 1
