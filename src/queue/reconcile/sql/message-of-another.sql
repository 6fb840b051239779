-- Finds another entry to the same address that has this message of the provider: a message that was found by its content alone may belong
-- to it.
select e.entry_id
from queue_entry e
where e.lane = :lane and e.address = :address and e.provider = :provider and e.provider_message_id = :messageId and e.entry_id <> :entryId
limit 1
