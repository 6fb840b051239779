-- is_slice_of(slice, entry, request): true if the slice contains the entry.
{slice}.lane = :lane and {slice}.request_id = {request}.id and :position({entry}.entry_id) between {slice}.first and {slice}.last
