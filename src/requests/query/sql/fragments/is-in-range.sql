-- is_in_range(request): whether a request is one that a search walks over: only what an index leads to, so that each step costs what it
-- walks. It begins behind the start: within the start's own request where that names an entry.
{request}.lane = :lane and {request}.tenant = :tenant and {request}.module = :module
  and (:user::text is null or {request}.submitted_by = :user)
  and (:from::timestamptz is null or {request}.created_at >= :from) and (:before::timestamptz is null or {request}.created_at < :before)
  and (:startUs::bigint is null
    or ({request}.created_at, {request}.id) < (timestamptz 'epoch' + :startUs::bigint * interval '1 microsecond', :startId::bigint))
