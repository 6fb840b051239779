-- From its commit on the address is handed nothing more of the sender ('' = of anyone) by the tenant ('' = by anyone). The first one
-- stands.
insert into suppression (lane, module, address, sender, keyword, tenant) values (:lane, :module, :address, :sender, :keyword, :tenant)
on conflict (lane, module, address, sender, tenant) do nothing
