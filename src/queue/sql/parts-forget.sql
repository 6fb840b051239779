-- The message has its outcome. $1 lane, $2 SMS ID, $3 attempt
delete from part_receipt p
where p.lane = $1 and p.entry_id = $2 and p.attempt = $3
