-- Whether the tables may lie on several machines: a row where they may.
select e.extname from pg_extension e where e.extname = 'citus'
