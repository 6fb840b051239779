-- Removes idempotency keys a day after their first use, `most` at most. Skips a key that another transaction has locked.
with old_keys as materialized (
  select k.tenant, k.method, k.path, k.key
  from idempotency_key k
  where k.lane = :lane and k.created_at < now() - interval '24 hours'
  order by k.created_at
  limit :most
  for update skip locked),
removed_keys as (
  delete from idempotency_key k
  using old_keys o
  where k.lane = :lane and k.tenant = o.tenant and k.method = o.method and k.path = o.path and k.key = o.key)
select count(*)::int as keys from old_keys o
