-- Makes a lane known as one in use, so that it's looked at also when it isn't configured any more.
-- $1 lane, $2 start of a new lane (as in reserve-ids)
insert into sms_lane (lane, next_sequence) values ($1, $2) on conflict (lane) do nothing
