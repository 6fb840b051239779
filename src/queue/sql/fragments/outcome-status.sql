-- outcome_status(entry): the status of an entry with an outcome, in the words of the contract. Recalled entries are shown as Undelivered.
case {entry}.status
    when :Outcome.Submitted then 'Submitted'
    when :Outcome.Delivered then 'Delivered'
    when :Outcome.Rejected then 'Rejected'
    when :Outcome.Undelivered then 'Undelivered'
    when :Outcome.NotAttempted then 'Not Attempted'
    when :Outcome.InDoubt then 'In doubt'
    when :Outcome.Recalled then 'Undelivered' end
