-- is_selected(request): true if the request matches the selection of a report. Null = any.
{request}.lane = :lane and {request}.tenant = :tenant and {request}.module = :module
  and (:requestId::bigint is null or {request}.id = :requestId)
  and (:from::timestamptz is null or {request}.created_at >= :from) and (:before::timestamptz is null or {request}.created_at < :before)
