-- Removes the parts of a message that has its outcome.
delete from part_receipt p
where p.lane = :lane and p.entry_id = :entryId and p.attempt = :attempt
