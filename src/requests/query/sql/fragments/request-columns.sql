-- request_columns(request): a request with its sums (request_sums).
{request}.*, :created_us({request}) as created_us, :request_state({request}, a) as state, a.*, q.queue_full
