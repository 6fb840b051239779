-- One request of a tenant. Reads its row, its slices, and the few entries that are tried again: the same for a million recipients as for
-- one.
select :request_columns(r)
from request r
  :request_sums(r)
where r.lane = :lane and r.id = :requestId and r.tenant = :tenant and r.module = :module
