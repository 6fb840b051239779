-- is_up_to_edge(request): true if the request is within the step. Without an edge, every request is.
(:edgeUs::bigint is null
    or ({request}.created_at, {request}.id) >= (timestamptz 'epoch' + :edgeUs::bigint * interval '1 microsecond', :edgeId::bigint))
