-- Reserves $2 sequence numbers of a lane for request IDs and answers the first of them. A new lane starts at $3 (seconds of the epoch).
-- $1 lane, $2 how many, $3 start of a new lane
insert into queue_lane as l (lane, next_sequence) values ($1, $3::bigint + $2::bigint)
on conflict (lane) do update set next_sequence = l.next_sequence + $2::bigint
returning next_sequence - $2::bigint as first
