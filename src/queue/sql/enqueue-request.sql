-- A start that has passed is now, by this clock alone. Answers it.
-- $1 lane, $2 request ID, $3 tenant, $4 who submits, $5 channel, $6 content, $7 sender, $8 priority, $9 call where the text fails,
-- $10 recipients, $11 start (null = now), $12 expiry
insert into sms_request (lane, id, tenant, submitted_by, channel, content, sender, priority, voice_on_failure, recipient_count, starts_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, greatest($11::timestamptz, now()), $12)
returning starts_at
