-- A process that dispatches says that it is there, and how it stands with its providers. Updates no indexed column.
-- $1 lane, $2 ID, $3 host, $4 process ID, $5 role, $6 version, $7 provider_reports
insert into worker (lane, id, host, pid, role, version, started_at, seen_at, provider_reports) values ($1, $2, $3, $4, $5, $6, now(), now(), $7)
on conflict (lane, id) do update set seen_at = excluded.seen_at, provider_reports = excluded.provider_reports
