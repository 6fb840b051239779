-- The row of a rate limit that is asked for the first time.
insert into rate_limit (lane, name) values (:lane, :name) on conflict (lane, name) do nothing
