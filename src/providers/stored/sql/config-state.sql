-- A text that is another whenever a row of the stored providers is.
select coalesce(md5(string_agg(c.version::text, ',' order by c.name)), '') as state
from provider_config c
