-- The dispatch holds of a lane: a few rows.
select x.kind, x.name, x.held_since from dispatch_hold x where x.lane = :lane order by x.kind, x.name
