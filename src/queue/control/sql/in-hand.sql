-- The claims that have something in hand at this moment, of all or of one tenant.
-- `tenant`: null = all.
select distinct s.lease_token from queue_slice s where s.lane = :lane and s.lease_token is not null
  and (:tenant::text is null or s.tenant = :tenant)
