-- Those that ended otherwise are shown for a day.
-- $1 lane
delete from worker w where w.lane = $1 and w.seen_at < now() - interval '1 day'
