-- From its commit on the number is handed nothing more of the sender ('' = of anyone) by the tenant ('' = by anyone). The first one stands.
-- $1 lane, $2 number (digits), $3 sender, $4 keyword, $5 tenant
insert into sms_opt_out (lane, number, sender, keyword, tenant) values ($1, $2, $3, $4, $5)
on conflict (lane, number, sender, tenant) do nothing
