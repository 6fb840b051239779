-- Whether anyone of the lane has opted out at all: most lists are short, and nobody needs to be looked up in an empty one. In the order
-- of the key, so that an empty lane beside full ones costs one probe, not their rows.
-- $1 lane
select x.number from sms_opt_out x where x.lane = $1 order by x.number limit 1
