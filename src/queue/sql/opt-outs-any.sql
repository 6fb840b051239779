-- Whether anyone of the lane has opted out at all: most lists are short, and nobody needs to be looked up in an empty one.
-- $1 lane
select exists (select from sms_opt_out x where x.lane = $1) as any
