-- Notes entries that are in doubt and not yet noted, for a query after a pause: a receipt may come first. The counters of a slice show if
-- all its entries in doubt are noted (3 ms for 10,000 noted entries in 100 slices; 16 ms for 200,000 in 32). Only entries of other slices
-- are read, a few slices a statement. An entry that a receipt resolves meanwhile may be noted nevertheless: the claim removes it.
-- `pause`: in seconds.
insert into entry_in_doubt (lane, entry_id, ask_at)
select l.lane, e.entry_id, e.outcome_at + :pause::int * interval '1 second'
from queue_lane l
cross join (
  select s.request_id + s.first as low, s.request_id + s.last as high
  from queue_slice s
  where s.lane = :lane and s.in_doubt > 0 and s.in_doubt > (
    select count(*)
    from entry_in_doubt d
    where d.lane = :lane and d.entry_id between s.request_id + s.first and s.request_id + s.last)
  order by s.request_id, s.first
  limit 20) n
cross join lateral (
  select d.entry_id, d.outcome_at
  from queue_entry d
  where d.lane = :lane and d.entry_id between n.low and n.high and d.status = :Outcome.InDoubt
  offset 0) e
where l.lane = :lane
on conflict (lane, entry_id) do nothing
