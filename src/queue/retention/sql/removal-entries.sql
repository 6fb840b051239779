-- Removes at most `most` entries of removed requests and their pending queries, by key range, and notes the progress: one short statement
-- and transaction, repeated until no removal is noted. Several workers share the work: each locks what it removes. The outer bounds limit
-- every plan to the removed range, also a plan made without statistics (which read the rest of a million entries for each 5,000: 400 ms
-- instead of 10).
with noted_removals as materialized (
  select n.request_id, n.done, n.last
  from removal n
  where n.lane = :lane
  order by n.request_id
  limit 500
  for update skip locked),
ranges as materialized (
  select c.request_id, c.last, c.request_id + c.done as behind, c.request_id + least(c.last, c.done + :most::bigint - c.before) as upto
  from (
    select n.request_id, n.done, n.last,
      coalesce(sum(n.last - n.done) over (order by n.request_id rows between unbounded preceding and 1 preceding), 0)::bigint as before
    from noted_removals n) c
  where c.before < :most::bigint),
removed_entries as (
  delete from queue_entry e
  using ranges c
  where e.lane = :lane and e.entry_id > c.behind and e.entry_id <= c.upto
    and e.entry_id > (select min(l.behind) from ranges l) and e.entry_id <= (select max(l.upto) from ranges l)),
removed_asks as (
  delete from entry_in_doubt d
  using ranges c
  where d.lane = :lane and d.entry_id > c.behind and d.entry_id <= c.upto
    and d.entry_id > (select min(l.behind) from ranges l) and d.entry_id <= (select max(l.upto) from ranges l)),
ended_removals as (
  delete from removal n
  using ranges c
  where n.lane = :lane and n.request_id = c.request_id and c.upto = c.request_id + c.last),
advanced_removals as (
  update removal n set done = c.done
  from (select l.request_id, (l.upto - l.request_id)::int as done from ranges l where l.upto < l.request_id + l.last) c
  where n.lane = :lane and n.request_id = c.request_id)
select coalesce(sum(c.upto - c.behind), 0)::int as entries from ranges c
