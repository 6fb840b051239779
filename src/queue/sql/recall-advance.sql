-- Says how far a claimed recall has come. Only from where it was claimed: a cancel that asked anew meanwhile begins anew.
-- $1 lane, $2 request ID, $3 the position that it was claimed from, $4 the one that it has come to (null = it is over), $5 tries there,
-- $6 pause (ms)
with held as materialized (
  select r.id, coalesce($4::int, 0) as recall_from, case when $4::int is not null then now() + $6 * interval '1 millisecond' end as recall_at
  from request r
  where r.lane = $1 and r.id = $2 and r.recall_from = $3 and r.recall_at is not null
  for update)
update request r set recall_from = h.recall_from, recall_at = h.recall_at, recall_tries = $5
from held h
where r.lane = $1 and r.id = h.id
