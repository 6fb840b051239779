-- Those that ended otherwise are shown for a day.
delete from worker w where w.lane = :lane and w.seen_at < now() - interval '1 day'
