-- Holds dispatch in a lane from the moment that this commits: of all ($2 'all', $3 ''), of a tenant or of a provider ($3 its name).
-- $1 lane
insert into dispatch_hold (lane, kind, name) values ($1, $2, $3) on conflict (lane, kind, name) do nothing
