-- Whether a carrier's dispatch is stopped: for the calls instead of failed texts, which are taken with the text's queue.
-- $1 lane, $2 carrier
select count(*) > 0 as stopped
from sms_stop x
where x.lane = $1 and (x.kind = 'all' or x.kind = 'carrier' and x.name = $2)
