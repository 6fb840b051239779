-- Returns a row if the lane holds the idempotency key and its first use was after `since`.
select k.key
from idempotency_key k
where k.lane = :lane and k.tenant = :tenant and k.method = :method and k.path = :path and k.key = :key and k.created_at >= :since
