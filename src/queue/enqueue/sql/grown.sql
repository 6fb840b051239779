-- Queue tables that have grown to twice what the planner knows of them: plans that were made on a nearly empty table scan it whole, and
-- stay until it is analysed (claims of 2.3 s with 20,000 slices). Reads the catalogue alone.
select c.relname as name
from pg_class c
where c.oid = any (array['queue_slice', 'queue_entry', 'request', 'delivery_receipt', 'suppression']::regclass[])
  and pg_relation_size(c.oid) / 8192 > greatest(2 * c.relpages, 8)
