-- From its commit on the number is handed nothing more of the sender ('' = of anyone). The first one stands.
-- $1 lane, $2 number (digits), $3 sender, $4 keyword
insert into sms_opt_out (lane, number, sender, keyword) values ($1, $2, $3, $4)
on conflict (lane, number, sender) do nothing
