-- After the commit, no message of the sender ('' = any sender) from the tenant ('' = any tenant) is handed over to the address. A repeated
-- opt-out changes nothing.
insert into suppression (lane, module, address, sender, keyword, tenant) values (:lane, :module, :address, :sender, :keyword, :tenant)
on conflict (lane, module, address, sender, tenant) do nothing
