-- The same as grown.sql on every node of a cluster: each node analyses its shards that have grown. A node that is away is skipped.
select r.nodeid, r.success, r.result
from run_command_on_all_nodes(format($command$
  do $do$
  declare grown regclass;
  begin
    for grown in
      select c.oid::regclass
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = %L and c.relkind = 'r'
        and c.relname ~ '^(queue_slice|queue_entry|request|delivery_receipt|suppression)_[0-9]+$'
        and pg_relation_size(c.oid) / 8192 > greatest(2 * c.relpages, 8)
    loop
      execute format('analyze (skip_locked) %%s', grown);
    end loop;
  end $do$
  $command$, current_schema())) r
