-- is_up_to_edge(request): whether a step goes so far; without an edge to the end.
(:edgeUs::bigint is null
    or ({request}.created_at, {request}.id) >= (timestamptz 'epoch' + :edgeUs::bigint * interval '1 microsecond', :edgeId::bigint))
