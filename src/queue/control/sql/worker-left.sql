-- A process that dispatched has ended as it should.
delete from worker w where w.lane = :lane and w.id = :id
