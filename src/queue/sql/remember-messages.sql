-- Keeps which attempt a carrier's message ID is of, until receipts have come. An ID that comes round again is the newer attempt's.
-- $1 lane; parallel, one an ID: $2 carrier, $3 its message ID, $4 reference
insert into sms_carrier_message as m (lane, carrier, message_id, reference)
select $1::smallint, u.carrier, u.message_id, u.reference
from unnest($2::text[], $3::text[], $4::text[]) u (carrier, message_id, reference)
on conflict (lane, carrier, message_id) do update set reference = excluded.reference, created_at = excluded.created_at
