-- is_finished(slice): true if no entry of a slice waits or is leased.
{slice}.lease_token is null and ({slice}.stop_reason is not null or {slice}.next_position > {slice}.last and {slice}.retry_positions = '{}')
