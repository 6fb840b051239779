-- How many entries are in doubt. Reads the slices that have any (queue_slice_in_doubt).
-- $1 lane
select coalesce(sum(s.in_doubt), 0)::bigint as in_doubt from queue_slice s where s.lane = $1 and s.in_doubt > 0
