-- Says by which providers the messages of each channel go now, and since when: since this moment where it was other ones, or others said so
-- meanwhile. Parallel, one a channel: `channels` (codes) and `ways`.
insert into routing_fingerprint as w (lane, channel, ways)
select l.lane, u.channel, u.ways
from queue_lane l
cross join unnest(:channels::smallint[], :ways::text[]) u (channel, ways)
where l.lane = :lane
on conflict (lane, channel) do update set ways = excluded.ways, since = excluded.since where w.ways <> excluded.ways
