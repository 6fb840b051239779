-- Forgets idempotency keys a day after their first use, $2 at most. A key that is being claimed anew is let be. $1 lane
with old as materialized (
  select k.tenant, k.method, k.path, k.key
  from idempotency_key k
  where k.lane = $1 and k.created_at < now() - interval '24 hours'
  order by k.created_at
  limit $2
  for update skip locked),
gone as (
  delete from idempotency_key k
  using old o
  where k.lane = $1 and k.tenant = o.tenant and k.method = o.method and k.path = o.path and k.key = o.key)
select count(*)::int as keys from old o
