-- Removes at most $2 entries of removed requests, by key range, and notes how far it came: one short statement and transaction, made
-- again until nothing is noted. Several workers share the work: each locks what it removes.
-- $1 lane, $2 entries at most
with noted as materialized (
  select n.request_id, n.done, n.last
  from sms_removal n
  where n.lane = $1
  order by n.request_id
  limit 500
  for update skip locked),
cut as materialized (
  select c.request_id, c.done, c.last, least(c.last, c.done + greatest(0, $2::bigint - c.before))::int as upto
  from (
    select n.request_id, n.done, n.last,
      coalesce(sum(n.last - n.done) over (order by n.request_id rows between unbounded preceding and 1 preceding), 0) as before
    from noted n) c),
entry as (
  delete from sms_queue_entry e
  using cut c
  where e.lane = $1 and e.sms_id > c.request_id + c.done and e.sms_id <= c.request_id + c.upto),
over as (
  delete from sms_removal n
  using cut c
  where n.lane = $1 and n.request_id = c.request_id and c.upto = c.last),
further as (
  update sms_removal n set done = c.upto
  from cut c
  where n.lane = $1 and n.request_id = c.request_id and c.upto > c.done and c.upto < c.last)
select coalesce(sum(c.upto - c.done), 0)::int as entries from cut c
