-- Who dispatches, or did within a day. Alive is who was seen within $2 ms, by the database's clock alone.
-- $1 lane, $2 ms
select w.id, w.host, w.pid, w.role, w.version, w.started_at, w.seen_at, w.seen_at >= now() - $2::int * interval '1 millisecond' as alive, w.provider_reports
from worker w
where w.lane = $1
order by w.started_at, w.id
