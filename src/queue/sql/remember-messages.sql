-- Keeps which attempt a provider's message ID is of, until receipts have come. An ID that comes round again is the newer attempt's. Keeps
-- nothing where the lane has no row of its own.
-- $1 lane; parallel, one an ID: $2 provider, $3 its message ID, $4 reference, $5 the ID without case and leading zeros, where that is
-- another
insert into provider_message as m (lane, provider, message_id, reference, plain_id)
select l.lane, u.provider, u.message_id, u.reference, u.plain_id
from queue_lane l
cross join unnest($2::text[], $3::text[], $4::text[], $5::text[]) u (provider, message_id, reference, plain_id)
where l.lane = $1
on conflict (lane, provider, message_id) do update
  set reference = excluded.reference, created_at = excluded.created_at, plain_id = excluded.plain_id
