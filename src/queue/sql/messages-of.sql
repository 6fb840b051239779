-- Which of a provider's message IDs are of an attempt, or of a part of it. Rarely asked, so that there is no index for it: reads what the
-- lane remembered around its time.
-- $1 lane, $2 provider, $3 reference; remembered from $4 on, to $5
select m.message_id, m.reference, m.created_at
from provider_message m
where m.lane = $1 and m.created_at between $4 and $5 and m.provider = $2 and (m.reference = $3 or starts_with(m.reference, $3::text || ':'))
order by m.created_at
