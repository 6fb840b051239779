-- Removes the row of a worker that has shut down in order.
delete from worker w where w.lane = :lane and w.id = :id
