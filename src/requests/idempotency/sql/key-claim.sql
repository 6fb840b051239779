-- Claims an idempotency key for its request. Returns no row if another request has it. A key older than `before` can be claimed again.
-- Waits for a transaction that holds the key, at most the lock_timeout of the session.
insert into idempotency_key as k (lane, tenant, method, path, key, fingerprint)
values (:lane, :tenant, :method, :path, :key, :fingerprint)
on conflict (lane, tenant, method, path, key)
do update set fingerprint = excluded.fingerprint, status = null, answer = null, created_at = excluded.created_at
  where k.created_at < :before
returning key
