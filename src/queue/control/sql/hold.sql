-- Holds dispatch in a lane from the moment that this commits: of all (`kind` 'all', `name` ''), of a channel, of a tenant or of a provider
-- (`name` its name).
insert into dispatch_hold (lane, kind, name) values (:lane, :kind, :name) on conflict (lane, kind, name) do nothing
