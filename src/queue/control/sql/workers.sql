-- The workers of the last day. `alive`: reported within `aliveFor` ms, by the database's clock alone.
-- `aliveFor`: in milliseconds.
select w.id, w.host, w.pid, w.role, w.version, w.started_at, w.seen_at,
  w.seen_at >= now() - :aliveFor::int * interval '1 millisecond' as alive, w.provider_reports
from worker w
where w.lane = :lane
order by w.started_at, w.id
