-- The number of entries in doubt in a lane. Reads only the slices that have any (queue_slice_in_doubt).
select coalesce(sum(s.in_doubt), 0)::bigint as in_doubt from queue_slice s where s.lane = :lane and s.in_doubt > 0
