-- The newest attempts of a provider's message ID in a lane: of that ID, and of those that are the same but for case and leading zeros.
-- $1 lane, $2 provider, $3 its message ID, $4 the same without case and leading zeros
select m.message_id, m.reference, m.created_at
from provider_message m
where m.lane = $1 and m.provider = $2 and m.message_id = any (array[$3, $4])
union
select p.message_id, p.reference, p.created_at
from provider_message p
where p.lane = $1 and p.provider = $2 and p.plain_id = $4
order by created_at desc
limit 10
