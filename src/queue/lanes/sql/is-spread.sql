-- Tests if the tables may lie on several machines: one row if so.
select e.extname from pg_extension e where e.extname = 'citus'
