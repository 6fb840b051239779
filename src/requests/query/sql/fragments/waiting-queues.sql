-- waiting_queues(slice): an aggregate over the slices of a request: the queues in which due entries of it wait.
coalesce(array_agg(distinct {slice}.queue) filter (where {slice}.not_before <= now() and :is_waiting({slice})), '{}')
