-- The newest attempts of a provider's message ID in a lane: rows of that ID, and of IDs that differ only in case and leading zeros.
-- `plainId`: the message ID without case and leading zeros.
select m.message_id, m.reference, m.created_at
from provider_message m
where m.lane = :lane and m.provider = :provider and m.message_id = any (array[:messageId, :plainId])
union
select p.message_id, p.reference, p.created_at
from provider_message p
where p.lane = :lane and p.provider = :provider and p.plain_id = :plainId
order by created_at desc
limit 10
