-- The number of failed entries of a request by reason, the most frequent reasons first.
select :outcome_status(e) as status, e.reason, e.provider, count(*)::int as count
from queue_entry e
where e.lane = :lane and :is_of_request(e, :requestId::bigint)
  and e.status in (:Outcome.Rejected, :Outcome.Undelivered, :Outcome.NotAttempted, :Outcome.InDoubt, :Outcome.Recalled)
group by 1, 2, 3
order by 4 desc, 1, 2, 3
limit :most
