-- Whether a lane has an idempotency key that was first used since then: a row where it has.
select k.key
from idempotency_key k
where k.lane = :lane and k.tenant = :tenant and k.method = :method and k.path = :path and k.key = :key and k.created_at >= :since
