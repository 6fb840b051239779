-- Takes a hold of the same back, and no other.
delete from dispatch_hold x where x.lane = :lane and x.kind = :kind and x.name = :name
