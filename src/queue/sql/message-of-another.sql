-- Whether a provider's message is known to be another entry's to the same number: one that is found by its content alone may be.
-- $1 lane, $2 address, $3 provider, $4 its message ID, $5 entry ID
select e.entry_id
from queue_entry e
where e.lane = $1 and e.address = $2 and e.provider = $3 and e.provider_message_id = $4 and e.entry_id <> $5
limit 1
