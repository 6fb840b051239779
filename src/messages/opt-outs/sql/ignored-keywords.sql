-- How many asked to stop or to start in the last day and could not be obeyed, since their address is no number (sms_inbound_ignored).
select count(*)::bigint as ignored
from sms_inbound i
where i.lane = :lane and i.ignored_keyword is not null and i.received_at > now() - interval '1 day'
