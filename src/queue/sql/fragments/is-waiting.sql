-- is_waiting(slice): true if entries of a slice wait and may begin at some time.
{slice}.stop_reason is null and ({slice}.next_position <= {slice}.last or cardinality({slice}.retry_positions) > 0)
