-- The ID of a message that came in before, '' from before there were any: a repeat is told the first one's; lanes may have been added
-- since.
-- $1 lane, $2 provider, $3 its message ID
select coalesce(i.id::text, '') as id from sms_inbound i where i.lane = $1 and i.provider = $2 and i.provider_message_id = $3
