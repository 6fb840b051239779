-- Attempts with parts that got no receipt in time.
select p.entry_id, p.attempt, min(p.decide_at) as decide_at
from part_receipt p
where p.lane = :lane and p.decide_at <= now() and p.provider = :provider
group by p.entry_id, p.attempt
order by min(p.decide_at)
limit :most
