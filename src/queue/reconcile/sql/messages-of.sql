-- The message IDs of an attempt, or of its parts. A rare query without an index: it reads the rows that the lane stored around the time of
-- the attempt.
-- `from`, `to`: the times between which they were stored.
select m.message_id, m.reference, m.created_at
from provider_message m
where m.lane = :lane and m.created_at between :from and :to and m.provider = :provider
  and (m.reference = :reference or starts_with(m.reference, :reference::text || ':'))
order by m.created_at
