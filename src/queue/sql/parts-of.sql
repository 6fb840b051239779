-- What is known of the parts of an attempt's message. $1 lane, $2 SMS ID, $3 attempt
select p.place, p.total, p.outcome, p.reason
from part_receipt p
where p.lane = $1 and p.entry_id = $2 and p.attempt = $3
order by p.place
