-- created_us(request): when it was submitted, in microseconds of the epoch.
(extract(epoch from {request}.created_at) * 1000000)::bigint
