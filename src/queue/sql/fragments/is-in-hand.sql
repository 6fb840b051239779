-- is_in_hand(slice, position): whether a claim has this position of a slice in hand.
{slice}.lease_token is not null and ({position} between {slice}.next_position - {slice}.leased_count and {slice}.next_position - 1
      or {position} = any ({slice}.leased_retries))
