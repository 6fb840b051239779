-- Stores the progress of a claimed recall. Only from the position of the claim: a later cancel starts the recall anew.
-- `from`: the position of the claim. `to`: the new position, null = the recall is over. `pause`: in milliseconds.
with locked_request as materialized (
  select r.id, coalesce(:to::int, 0) as recall_from, case
    when :to::int is not null then now() + :pause * interval '1 millisecond' end as recall_at
  from request r
  where r.lane = :lane and r.id = :requestId and r.recall_from = :from and r.recall_at is not null
  for update)
update request r set recall_from = h.recall_from, recall_at = h.recall_at, recall_tries = :tries
from locked_request h
where r.lane = :lane and r.id = h.id
