-- $1 lane, $2 kind, $3 name
delete from dispatch_hold x where x.lane = $1 and x.kind = $2 and x.name = $3
