-- created_us(request): the time of submission, in epoch microseconds.
(extract(epoch from {request}.created_at) * 1000000)::bigint
