-- How far the opt-outs of these lanes have come, unless they were further already.
update lane_use u set stage = :stage::smallint, stage_at = n.at
from (select now() as at) n
where u.number = any (:lanes::smallint[]) and u.stage < :stage::smallint
