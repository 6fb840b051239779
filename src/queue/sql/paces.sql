-- What the operator has set: a few rows.
-- $1 lane
select p.name, p.per_second from sms_pace p where p.lane = $1
