-- What the operator has set: a few rows.
-- $1 lane
select p.name, p.per_second from rate_limit p where p.lane = $1
