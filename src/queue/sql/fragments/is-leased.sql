-- is_leased(slice, position): true if this position of a slice is leased.
{slice}.lease_token is not null and ({position} between {slice}.next_position - {slice}.leased_count and {slice}.next_position - 1
      or {position} = any ({slice}.leased_retries))
