-- The next addresses of a lane's list.
-- `module`, `address`: the last ones of the page before.
select distinct x.module, x.address from suppression x where x.lane = :lane
  and (x.module, x.address) > (:module, :address) order by x.module, x.address limit :most
