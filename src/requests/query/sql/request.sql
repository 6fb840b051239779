-- One request of a tenant. Reads its row, its slices, and the few entries that wait for a retry, so a request of a million recipients costs
-- little more than a request of one.
select :request_columns(r)
from request r
  :request_sums(r)
where r.lane = :lane and r.id = :requestId and r.tenant = :tenant and r.module = :module
