-- is_free(slice): true if a claim may lease entries of a slice when it is due; the condition of the index queue_slice_due.
{slice}.lease_token is null and :is_waiting({slice})
