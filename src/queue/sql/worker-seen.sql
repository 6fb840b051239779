-- A process that dispatches says that it is there, and how it stands with its carriers. Updates no indexed column.
insert into worker (lane, id, host, pid, role, version, started_at, seen_at, lines) values (:lane, :id, :host, :pid, :role, :version, now(),
  now(), :lines)
on conflict (lane, id) do update set seen_at = excluded.seen_at, lines = excluded.lines
