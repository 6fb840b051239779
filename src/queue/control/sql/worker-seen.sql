-- Writes the report of a worker: it is alive, and the state of its providers. Updates no indexed column.
insert into worker (lane, id, host, pid, role, version, started_at, seen_at, provider_reports) values (:lane, :id, :host, :pid, :role,
  :version, now(),
  now(), :providerReports)
on conflict (lane, id) do update set seen_at = excluded.seen_at, provider_reports = excluded.provider_reports
