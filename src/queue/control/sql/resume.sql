-- Ends the hold of the same kind and name, and no other.
delete from dispatch_hold x where x.lane = :lane and x.kind = :kind and x.name = :name
