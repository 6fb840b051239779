-- A start that has passed is now, by this clock alone. Answers it.
-- $1 lane, $2 request ID, $3 tenant, $4 who submits, $5 channel, $6 payload, $7 sender, $8 priority, $9 fallback channel (null = none),
-- $10 recipients, $11 start (null = now), $12 expiry, $13 module, $14 units (null = unknown)
insert into request (lane, id, tenant, submitted_by, channel, payload, sender, priority, fallback, recipient_count, starts_at, expires_at, module, units)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, greatest($11::timestamptz, now()), $12, $13, $14)
returning starts_at
