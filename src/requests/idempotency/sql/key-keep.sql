-- Stores the answer with its idempotency key, in the transaction that claimed the key.
update idempotency_key k set status = :status, answer = :answer
where k.lane = :lane and k.tenant = :tenant and k.method = :method and k.path = :path and k.key = :key
