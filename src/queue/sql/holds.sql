-- $1 lane
select x.kind, x.name, x.held_since from dispatch_hold x where x.lane = $1 order by x.kind, x.name
