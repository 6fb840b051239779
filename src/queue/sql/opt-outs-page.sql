-- The next numbers of a lane's list. $1 lane, $2 number to look behind, $3 numbers at most
select distinct x.number from sms_opt_out x where x.lane = $1 and x.number > $2::bigint order by x.number limit $3
