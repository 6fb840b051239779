-- is_chosen(request): true if a request with its sums (request_sums) matches the filter of a list. Null = any.
(:sender::text is null or {request}.sender = :sender) and (:state::text is null or :request_state({request}, a) = :state)
