-- is_of_request(entry, id): true if an entry belongs to the request with this ID.
{entry}.entry_id between {id} + 1 and {id} + 1048575
