-- waiting_queue(slice): the queue of a slice of which something may wait whose start has come; null = of none.
case when {slice}.stop_reason is null and {slice}.not_before <= now() then {slice}.queue end
