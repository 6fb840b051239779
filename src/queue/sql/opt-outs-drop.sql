-- Takes copies away that nobody reads any more. $1 lane, $2 module, $3 addresses
delete from suppression x where x.lane = $1 and x.module = $2 and x.address = any ($3::text[])
