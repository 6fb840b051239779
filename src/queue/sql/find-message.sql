-- The newest attempts of a carrier's message ID in a lane: of that ID, and of those that are the same but for case and leading zeros.
-- `plainId`: the message ID without case and leading zeros.
select m.message_id, m.reference, m.created_at
from carrier_message m
where m.lane = :lane and m.carrier = :carrier and m.message_id = any (array[:messageId, :plainId])
union
select p.message_id, p.reference, p.created_at
from carrier_message p
where p.lane = :lane and p.carrier = :carrier and p.plain_id = :plainId
order by created_at desc
limit 10
