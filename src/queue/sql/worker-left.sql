-- A process that dispatched has ended as it should.
-- $1 lane, $2 ID
delete from worker w where w.lane = $1 and w.id = $2
