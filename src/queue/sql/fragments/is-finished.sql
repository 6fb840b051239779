-- is_finished(slice): whether nothing of a slice waits or is in hand.
{slice}.lease_token is null and ({slice}.stop_reason is not null or {slice}.next_position > {slice}.last and {slice}.retry_positions = '{}')
