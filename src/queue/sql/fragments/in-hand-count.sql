-- in_hand_count(slice): how many entries of a slice a claim has in hand.
{slice}.leased_count + cardinality({slice}.leased_retries)
