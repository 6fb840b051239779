-- Sets a rate limit from this moment on: what was granted at another rate limit counts no longer.
-- `perSecond`: 0 = no limit, null = as configured.
insert into rate_limit (lane, name, per_second, next_at) values (:lane, :name, :perSecond, now())
on conflict (lane, name) do update set per_second = excluded.per_second, next_at = excluded.next_at
