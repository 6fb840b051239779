-- request_state(request, sums): the state of a request with these sums.
case
    when {sums}.cancelled > 0 then 'cancelled'
    when {sums}.waiting + {sums}.sending > 0 then case when {request}.starts_at > now() then 'scheduled' else 'sending' end
    when {sums}.expired > 0 then 'expired'
    else 'finished' end
