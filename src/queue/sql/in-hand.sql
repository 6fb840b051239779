-- The takes that have something in hand at this moment, of all or of one tenant.
-- $1 lane, $2 tenant; null = all
select distinct s.lease_token from queue_slice s where s.lane = $1 and s.lease_token is not null and ($2::text is null or s.tenant = $2)
