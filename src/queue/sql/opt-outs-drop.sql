-- Takes copies away that nobody reads any more. $1 lane, $2 numbers
delete from sms_opt_out x where x.lane = $1 and x.number = any ($2::bigint[])
