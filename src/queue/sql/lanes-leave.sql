-- Lanes that new requests go to no more. $1 those that they go to
update lane_use u set left_at = n.at
from (select now() as at) n
where u.number <> all ($1::smallint[]) and u.left_at is null
