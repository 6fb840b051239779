-- is_slice_of(slice, entry, request): whether a slice is that of the entry.
{slice}.lane = :lane and {slice}.request_id = {request}.id and :position({entry}.entry_id) between {slice}.first and {slice}.last
