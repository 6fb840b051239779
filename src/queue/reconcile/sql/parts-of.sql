-- The known receipts of the parts of an attempt's message.
select p.place, p.total, p.outcome, p.reason
from part_receipt p
where p.lane = :lane and p.entry_id = :entryId and p.attempt = :attempt
order by p.place
