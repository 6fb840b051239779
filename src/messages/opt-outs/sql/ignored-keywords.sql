-- The number of STOP and START keywords of the last day that had no effect, since the address is not a number (sms_inbound_ignored).
select count(*)::bigint as ignored
from sms_inbound i
where i.lane = :lane and i.ignored_keyword is not null and i.received_at > now() - interval '1 day'
