-- A start that has passed is now, by this clock alone.
-- $1 lane, $2 request ID, $3 recipients, $4 slice size, $5 tenant, $6 queue, $7 class, $8 start (null = now), $9 expiry
insert into sms_slice (lane, request_id, first, last, next, tenant, queue, class, not_before, due_at, expires_at)
select $1::smallint, $2::bigint, f, least(f + $4::int - 1, $3::int), f, $5, $6, $7::smallint,
  greatest($8::timestamptz, now()), greatest($8::timestamptz, now()), $9::timestamptz
from generate_series(1, $3::int, $4::int) f
