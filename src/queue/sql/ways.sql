-- Says by which carriers messages go now, and since when: since this moment where it was other ones, or others said so meanwhile.
-- $1 lane, $2 the ways
insert into sms_ways as w (lane, ways) values ($1, $2)
on conflict (lane) do update set ways = excluded.ways, since = excluded.since where w.ways <> excluded.ways
