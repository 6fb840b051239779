-- Of these ranges of entries, the requests that have moved within the time: a receipt may come long after its slice's last move.
-- $1 lane; parallel: $2 behind which SMS ID, $3 up to which; $4 days
select distinct (u.behind >> 20) << 20 as request_id
from unnest($2::bigint[], $3::bigint[]) u (behind, upto)
join sms_queue_entry e on e.lane = $1 and e.sms_id > u.behind and e.sms_id <= u.upto
where e.outcome_at >= now() - make_interval(days => $4::int)
