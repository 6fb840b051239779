-- Removes workers without a report for a day. A killed worker is shown until then.
delete from worker w where w.lane = :lane and w.seen_at < now() - interval '1 day'
