-- Returns a row if the request belongs to the tenant.
select r.id from request r where r.lane = :lane and r.id = :requestId and r.tenant = :tenant and r.module = :module
