-- Lanes that new requests go to no more.
-- `lanes`: those that they go to.
update lane_use u set left_at = n.at
from (select now() as at) n
where u.number <> all (:lanes::smallint[]) and u.left_at is null
