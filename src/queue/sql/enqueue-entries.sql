-- $1 lane, $2 SMS ID before the first of these, $3 mobiles, $4 channel
insert into sms_queue_entry (lane, sms_id, mobile, channel)
select $1::smallint, $2::bigint + u.position, u.mobile, $4::smallint
from unnest($3::text[]) with ordinality u (mobile, position)
