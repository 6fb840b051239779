-- waiting_queues(slice): over the slices of a request: the queues in which something of it waits whose start has come.
coalesce(array_agg(distinct {slice}.queue) filter (where {slice}.not_before <= now() and :is_waiting({slice})), '{}')
