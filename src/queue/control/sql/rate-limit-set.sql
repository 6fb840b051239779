-- Sets a rate limit from now on. Earlier grants no longer count.
-- `perSecond`: 0 = no limit, null = as configured.
insert into rate_limit (lane, name, per_second, next_at) values (:lane, :name, :perSecond, now())
on conflict (lane, name) do update set per_second = excluded.per_second, next_at = excluded.next_at
