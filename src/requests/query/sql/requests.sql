-- A step over the requests of a lane, newest first, up to the edge. With an address that has many entries, the entries of each request are
-- checked.
select :request_columns(r)
from (
  select r.*
  from request r
  where :is_in_range(r) and :is_up_to_edge(r) and (:address::text is null or exists (
    select from queue_entry e
    where e.lane = :lane and e.address = :address and :is_of_request(e, r.id)
    offset 0))
  order by r.created_at desc, r.id desc) r
  :request_sums(r)
where :is_chosen(r)
order by r.created_at desc, r.id desc
limit :most
