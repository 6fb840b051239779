-- Selects the answer that is stored with an idempotency key.
select k.fingerprint, k.status, k.answer
from idempotency_key k
where k.lane = :lane and k.tenant = :tenant and k.method = :method and k.path = :path and k.key = :key
