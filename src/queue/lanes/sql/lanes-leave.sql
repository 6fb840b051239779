-- Notes that new requests no longer go to lanes outside `lanes`.
-- `lanes`: the lanes in use.
update lane_use u set left_at = n.at
from (select now() as at) n
where u.number <> all (:lanes::smallint[]) and u.left_at is null
