-- An inbound message of the tenant.
select i.id, i.sent_from, i.sent_to, i.content, i.keyword, i.ignored_keyword, i.received_at
from sms_inbound i
where i.lane = :lane and i.id = :id and i.tenant = :tenant
