-- Keeps which attempt a carrier's message ID is of, until receipts have come. An ID that comes round again is the newer attempt's. Keeps
-- nothing where the lane has no row of its own. All but the lane are parallel. `plainIds`: the IDs without case and leading zeros, where
-- these are others.
insert into carrier_message as m (lane, carrier, message_id, reference, plain_id)
select l.lane, u.carrier, u.message_id, u.reference, u.plain_id
from queue_lane l
cross join unnest(:carriers::text[], :messageIds::text[], :references::text[], :plainIds::text[]) u (carrier, message_id, reference,
  plain_id)
where l.lane = :lane
on conflict (lane, carrier, message_id) do update
  set reference = excluded.reference, created_at = excluded.created_at, plain_id = excluded.plain_id
