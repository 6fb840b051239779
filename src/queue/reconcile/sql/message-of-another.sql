-- Whether a provider's message is known to be another entry's to the same number: one that is found by its content alone may be.
select e.entry_id
from queue_entry e
where e.lane = :lane and e.address = :address and e.provider = :provider and e.provider_message_id = :messageId and e.entry_id <> :entryId
limit 1
