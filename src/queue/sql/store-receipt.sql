-- Keeps what a carrier said until resolve applies it. $1 lane, $2 SMS ID, $3 attempt, $4 status, $5 carrier, $6 its message ID, $7 reason
insert into sms_receipt (lane, sms_id, attempt, status, carrier, carrier_message_id, reason)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (lane, sms_id, attempt, status) do nothing
