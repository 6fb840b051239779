-- Stores the receipt of a part of a long message. Of two receipts of a part the first counts.
-- `wait`: how long to wait for the other parts, in milliseconds.
insert into part_receipt (lane, entry_id, attempt, place, total, provider, outcome, reason, decide_at)
values (:lane, :entryId, :attempt, :place, :total, :provider, :outcome, :reason, now() + :wait::int * interval '1 millisecond')
on conflict (lane, entry_id, attempt, place) do nothing
