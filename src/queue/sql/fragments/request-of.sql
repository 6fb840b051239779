-- request_of(id): the request ID of an entry ID.
({id} >> 20) << 20
