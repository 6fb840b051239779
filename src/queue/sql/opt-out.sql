-- From its commit on the address is handed nothing more of the sender ('' = of anyone) by the tenant ('' = by anyone). The first one stands.
-- $1 lane, $2 module, $3 address, $4 sender, $5 keyword, $6 tenant
insert into suppression (lane, module, address, sender, keyword, tenant) values ($1, $2, $3, $4, $5, $6)
on conflict (lane, module, address, sender, tenant) do nothing
