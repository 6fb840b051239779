-- Whether anyone of the lane has opted out of a module's messages at all: most lists are short, and nobody needs to be looked up in an
-- empty one. In the order of the key, so that an empty lane beside full ones costs one probe, not their rows.
select x.address from suppression x where x.lane = :lane and x.module = :module order by x.address limit 1
