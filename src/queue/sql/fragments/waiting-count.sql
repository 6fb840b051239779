-- waiting_count(slice): the number of entries of a slice that are not begun or wait for a retry.
{slice}.last - {slice}.next_position + 1 + cardinality({slice}.retry_positions)
