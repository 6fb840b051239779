-- The ID of an inbound message that is already stored ('' for a message stored before IDs existed). A repeated message gets this ID. It is
-- searched in several lanes, since lanes may have been added meanwhile.
select coalesce(i.id::text, '') as id from sms_inbound i where i.lane = :lane and i.provider = :provider
  and i.provider_message_id = :messageId
