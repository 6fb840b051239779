-- is_in_range(request): true if a search reads the request. It has only conditions of an index, so that a step reads no other rows. The
-- range begins after the start; if the start names an entry, it begins within the entry's request.
{request}.lane = :lane and {request}.tenant = :tenant and {request}.module = :module
  and (:user::text is null or {request}.submitted_by = :user)
  and (:from::timestamptz is null or {request}.created_at >= :from) and (:before::timestamptz is null or {request}.created_at < :before)
  and (:startUs::bigint is null
    or ({request}.created_at, {request}.id) < (timestamptz 'epoch' + :startUs::bigint * interval '1 microsecond', :startId::bigint))
