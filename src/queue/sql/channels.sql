-- The meaning of the channel codes: a few rows, of which every node has a copy.
select c.code, c.name, c.module from channel c order by c.code
