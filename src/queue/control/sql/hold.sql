-- Holds dispatch in a lane from the commit on: `kind` 'all' with an empty `name`, or a channel, a tenant or a provider by `name`.
insert into dispatch_hold (lane, kind, name) values (:lane, :kind, :name) on conflict (lane, kind, name) do nothing
