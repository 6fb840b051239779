-- Keeps what became of a part of a long message; of what is said of it twice the first counts.
-- `wait`: how long the other parts are waited for, in milliseconds.
insert into part_receipt (lane, entry_id, attempt, place, total, provider, outcome, reason, decide_at)
values (:lane, :entryId, :attempt, :place, :total, :provider, :outcome, :reason, now() + :wait::int * interval '1 millisecond')
on conflict (lane, entry_id, attempt, place) do nothing
