-- position(id): the position of an entry ID in its request.
({id} & 1048575)::int
