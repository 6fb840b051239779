-- The next addresses of a lane's list. $1 lane, $2 module and $3 address to look behind, $4 addresses at most
select distinct x.module, x.address from suppression x where x.lane = $1 and (x.module, x.address) > ($2, $3) order by x.module, x.address limit $4
