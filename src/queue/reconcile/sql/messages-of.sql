-- Which of a provider's message IDs are of an attempt, or of a part of it. Rarely asked, so that there is no index for it: reads what the
-- lane remembered around its time.
-- `from`, `to`: when it was remembered.
select m.message_id, m.reference, m.created_at
from provider_message m
where m.lane = :lane and m.created_at between :from and :to and m.provider = :provider
  and (m.reference = :reference or starts_with(m.reference, :reference::text || ':'))
order by m.created_at
