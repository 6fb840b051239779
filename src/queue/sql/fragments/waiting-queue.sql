-- waiting_queue(slice): the queue of a slice that may have waiting entries and whose start has come; null otherwise.
case when {slice}.stop_reason is null and {slice}.not_before <= now() then {slice}.queue end
