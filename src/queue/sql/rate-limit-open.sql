-- The row of a rate limit that is asked for the first time.
-- $1 lane, $2 name
insert into rate_limit (lane, name) values ($1, $2) on conflict (lane, name) do nothing
