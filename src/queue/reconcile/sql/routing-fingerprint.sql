-- Stores the routing fingerprint of each channel, and since when it is unchanged: since now if it was different, or if another process
-- stored a different one.
-- Parallel, one a channel: `channels` (codes) and `fingerprints`.
insert into routing_fingerprint as w (lane, channel, fingerprint)
select l.lane, u.channel, u.fingerprint
from queue_lane l
cross join unnest(:channels::smallint[], :fingerprints::text[]) u (channel, fingerprint)
where l.lane = :lane
on conflict (lane, channel) do update set fingerprint = excluded.fingerprint, since = excluded.since
  where w.fingerprint <> excluded.fingerprint
