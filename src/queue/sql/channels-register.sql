-- Stores the meaning of channel codes that are used for the first time. Existing rows stay unchanged.
insert into channel (code, name, module)
select u.code, u.name, u.module
from unnest(:codes::smallint[], :names::text[], :modules::text[]) u (code, name, module)
on conflict do nothing
