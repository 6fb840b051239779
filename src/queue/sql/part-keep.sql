-- Keeps what became of a part of a long message; of what is said of it twice the first counts.
-- $1 lane, $2 SMS ID, $3 attempt, $4 place, $5 parts in all, $6 provider, $7 outcome, $8 reason, $9 how long the others are waited for (ms)
insert into part_receipt (lane, entry_id, attempt, place, total, provider, outcome, reason, decide_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, now() + $9::int * interval '1 millisecond')
on conflict (lane, entry_id, attempt, place) do nothing
