-- Keeps what the codes of channels mean that are used for the first time. What is kept already stays as it is.
insert into channel (code, name, module)
select u.code, u.name, u.module
from unnest(:codes::smallint[], :names::text[], :modules::text[]) u (code, name, module)
on conflict do nothing
