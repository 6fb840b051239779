-- The rate limits of operators: a few rows.
select p.name, p.per_second from rate_limit p where p.lane = :lane
