-- Queue tables that have grown to twice the size in the planner's statistics. Plans from a nearly empty table scan all of it, and stay
-- until the table is analysed (claims of 2.3 s with 20,000 slices). Reads only the catalogue.
select c.relname as name
from pg_class c
where c.oid = any (array['queue_slice', 'queue_entry', 'request', 'delivery_receipt', 'suppression']::regclass[])
  and pg_relation_size(c.oid) / 8192 > greatest(2 * c.relpages, 8)
