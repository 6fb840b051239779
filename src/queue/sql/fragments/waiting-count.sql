-- waiting_count(slice): how many entries of a slice are not begun, or wait for another try.
{slice}.last - {slice}.next_position + 1 + cardinality({slice}.retry_positions)
