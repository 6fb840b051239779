-- Stores the row of a request and returns its start. A start in the past means now, by the database's clock alone.
-- `fallback`: a channel, null = none. `startsAt`: null = now. `units`: billing units of all messages together (segments, for example); null
-- = the channel counts none.
insert into request (lane, id, tenant, submitted_by, channel, payload, sender, priority, fallback, recipient_count, starts_at, expires_at,
  module, units)
values (:lane, :requestId, :tenant, :submittedBy, :channel, :payload, :sender, :priority, :fallback, :recipientCount,
  greatest(:startsAt::timestamptz, now()), :expiresAt, :module, :units)
returning starts_at
