-- Reserves `count` sequence numbers of a lane for request IDs and returns the first of them.
-- `start`: the first number of a new lane, in seconds of the epoch.
insert into queue_lane as l (lane, next_sequence) values (:lane, :start::bigint + :count::bigint)
on conflict (lane) do update set next_sequence = l.next_sequence + :count::bigint
returning next_sequence - :count::bigint as first
