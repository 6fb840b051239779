-- Creates the row of a rate limit at its first use.
insert into rate_limit (lane, name) values (:lane, :name) on conflict (lane, name) do nothing
