-- Claims an idempotency key for its request: no row where it is another's. A key past its day (`before`) is as good as new. Waits for a
-- transaction that has the key, as long as the session's lock_timeout.
insert into idempotency_key as k (lane, tenant, method, path, key, fingerprint)
values (:lane, :tenant, :method, :path, :key, :fingerprint)
on conflict (lane, tenant, method, path, key)
do update set fingerprint = excluded.fingerprint, status = null, answer = null, created_at = excluded.created_at
  where k.created_at < :before
returning key
