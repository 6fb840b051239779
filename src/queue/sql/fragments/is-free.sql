-- is_free(slice): whether a claim may begin something of a slice once it is due: the condition of the index queue_slice_due.
{slice}.lease_token is null and :is_waiting({slice})
