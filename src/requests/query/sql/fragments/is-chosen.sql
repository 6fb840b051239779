-- is_chosen(request): whether a request with its sums (request_sums) is one that a list asks for; null = any.
(:sender::text is null or {request}.sender = :sender) and (:state::text is null or :request_state({request}, a) = :state)
