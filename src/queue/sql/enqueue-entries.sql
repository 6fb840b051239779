-- Some of a request's entries. From the lane's own row, so that it is one statement of one node, and its transaction one node's.
-- $1 lane, $2 SMS ID before the first of these, $3 mobiles, $4 channel
insert into sms_queue_entry (lane, sms_id, mobile, channel)
select l.lane, $2::bigint + u.position, u.mobile, $4::smallint
from sms_lane l
cross join unnest($3::text[]) with ordinality u (mobile, position)
where l.lane = $1
