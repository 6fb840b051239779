-- The requests of an address that has few entries in the lane. They are found from the entries.
select :request_columns(r)
from (
  select r.*
  from (select distinct :request_of(e.entry_id) as id from queue_entry e where e.lane = :lane and e.address = :address offset 0) m
  cross join lateral (select r.* from request r where r.id = m.id and :is_in_range(r) and :is_up_to_edge(r) offset 0) r) r
  :request_sums(r)
where :is_chosen(r)
order by r.created_at desc, r.id desc
limit :most
