-- Sets the stage of the opt-out moves of these lanes, unless a lane is further already.
update lane_use u set stage = :stage::smallint, stage_at = n.at
from (select now() as at) n
where u.number = any (:lanes::smallint[]) and u.stage < :stage::smallint
