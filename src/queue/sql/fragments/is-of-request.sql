-- is_of_request(entry, id): whether an entry is one of the request with this ID.
{entry}.entry_id between {id} + 1 and {id} + 1048575
