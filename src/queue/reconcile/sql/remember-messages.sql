-- Stores the attempts of a provider's message IDs, until their receipts have come. An ID that is used again belongs to the newer attempt.
-- Stores nothing if the lane has no row of its own.
-- All parameters but the lane are parallel. `plainIds`: the IDs without case and leading zeros, if these differ.
insert into provider_message as m (lane, provider, message_id, reference, plain_id)
select l.lane, u.provider, u.message_id, u.reference, u.plain_id
from queue_lane l
cross join unnest(:providers::text[], :messageIds::text[], :references::text[], :plainIds::text[]) u (provider, message_id, reference,
  plain_id)
where l.lane = :lane
on conflict (lane, provider, message_id) do update
  set reference = excluded.reference, created_at = excluded.created_at, plain_id = excluded.plain_id
