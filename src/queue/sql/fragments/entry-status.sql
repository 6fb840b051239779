-- entry_status(entry, slice): the status of an entry, derived from its outcome and its slice, never stored. Every read that shows a status
-- uses it.
case
    when {entry}.status >= :Outcome.Submitted then :outcome_status({entry})
    when :position({entry}.entry_id) < {slice}.next_position
      and not :position({entry}.entry_id) = any ({slice}.retry_positions) then 'Sending'
    when {slice}.stop_reason = :StopReason.Cancelled then 'Cancelled'
    when {slice}.stop_reason = :StopReason.Expired then 'Expired'
    when {entry}.status = :Outcome.QueueFull then 'Queue Full'
    else 'Initial' end
