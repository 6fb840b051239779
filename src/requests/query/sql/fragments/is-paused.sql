-- is_paused(slice): an aggregate over the slices of a request, true if its open entries are paused.
coalesce(bool_or({slice}.not_before = 'infinity' and {slice}.stop_reason is null
      and ({slice}.next_position <= {slice}.last or cardinality({slice}.retry_positions) > 0 or {slice}.lease_token is not null)), false)
