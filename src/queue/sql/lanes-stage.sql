-- How far the opt-outs of these lanes have come, unless they were further already. $1 lanes, $2 stage
update lane_use u set stage = $2::smallint, stage_at = n.at
from (select now() as at) n
where u.number = any ($1::smallint[]) and u.stage < $2::smallint
