-- leased_total(slice): the number of leased entries of a slice.
{slice}.leased_count + cardinality({slice}.leased_retries)
