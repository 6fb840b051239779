-- Attempts of which not all parts have said what became of them in time. $1 lane, $2 provider, $3 attempts at most
select p.entry_id, p.attempt, min(p.decide_at) as decide_at
from part_receipt p
where p.lane = $1 and p.decide_at <= now() and p.provider = $2
group by p.entry_id, p.attempt
order by min(p.decide_at)
limit $3
