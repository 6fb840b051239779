-- Says by which providers the messages of each channel go now, and since when: since this moment where it was other ones, or others said so
-- meanwhile.
-- $1 lane; parallel, one a channel: $2 its code, $3 the fingerprint
insert into routing_fingerprint as w (lane, channel, fingerprint)
select l.lane, u.channel, u.fingerprint
from queue_lane l
cross join unnest($2::smallint[], $3::text[]) u (channel, fingerprint)
where l.lane = $1
on conflict (lane, channel) do update set fingerprint = excluded.fingerprint, since = excluded.since where w.fingerprint <> excluded.fingerprint
