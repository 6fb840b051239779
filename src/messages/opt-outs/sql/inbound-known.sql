-- The ID of a message that came in before, '' from before there were any: a repeat is told the first one's; lanes may have been added
-- since.
select coalesce(i.id::text, '') as id from sms_inbound i where i.lane = :lane and i.provider = :provider
  and i.provider_message_id = :messageId
