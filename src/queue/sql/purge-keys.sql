-- Forgets idempotency keys a day after their first use. $1 lane
delete from sms_idempotency k where k.lane = $1 and k.created_at < now() - interval '24 hours'
