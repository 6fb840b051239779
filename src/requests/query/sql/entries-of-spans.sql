-- The entries of spans (consecutive positions of one slice each), of one status or of any (null).
-- One array element for each span: `requestIds`, `firsts` (the first position of its slice), `lows` and `highs`.
select :entry_columns(e, r), e.waits_in, e.variables, r.submitted_by, r.payload, :created_us(r) as created_us, e.derived_status as status
from unnest(:requestIds::bigint[], :firsts::int[], :lows::int[], :highs::int[]) with ordinality u (request_id, first, low, high, place)
join request r on r.lane = :lane and r.id = u.request_id
cross join lateral (
  select e.*, :entry_status(e, s) as derived_status, :waiting_queue(s) as waits_in
  from queue_slice s
  join queue_entry e on e.lane = :lane and e.entry_id between u.request_id + u.low and u.request_id + u.high
  where s.lane = :lane and s.request_id = u.request_id and s.first = u.first and (:status::text is null or :entry_status(e, s) = :status)
  order by e.entry_id desc
  limit :most) e
order by u.place, e.entry_id desc
limit :most
