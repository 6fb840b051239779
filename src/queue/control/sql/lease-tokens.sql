-- The lease tokens of the claims that have leased entries now.
-- `tenant`: null = all tenants.
select distinct s.lease_token from queue_slice s where s.lane = :lane and s.lease_token is not null
  and (:tenant::text is null or s.tenant = :tenant)
