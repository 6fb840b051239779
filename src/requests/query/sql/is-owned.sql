-- Whether a request is the tenant's: a row where it is.
select r.id from request r where r.lane = :lane and r.id = :requestId and r.tenant = :tenant and r.module = :module
