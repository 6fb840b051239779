-- Removes the slices and rows of finished requests at once, so that no read, cancel or receipt finds half a request. Only requests without
-- a move since they were read (`account`), tested on the locked rows; rows that another transaction has locked wait for the next pass.
-- removal-note notes their entries in the same transaction; the entries are removed afterwards.
-- Parallel: `requestIds` and `accounts`.
with locked_slices as materialized (
  select s.request_id, s.first, s.last, s.next_position, :account(s), s.due_at,
    :is_finished(s) as finished
  from queue_slice s
  where s.lane = :lane and s.request_id = any (:requestIds::bigint[])
  order by s.request_id, s.first
  for update skip locked),
finished_requests as materialized (
  select h.request_id, max(h.last) as last,
    :account_text(h) as account
  from locked_slices h
  group by h.request_id
  having bool_and(h.finished)),
removed_requests as materialized (
  select c.request_id, c.last
  from finished_requests c
  join unnest(:requestIds::bigint[], :accounts::text[]) u (request_id, account) on u.request_id = c.request_id and u.account = c.account),
removed_slices as (
  delete from queue_slice s
  using removed_requests d
  where s.lane = :lane and s.request_id = d.request_id),
removed_request as (
  delete from request r
  using removed_requests d
  where r.lane = :lane and r.id = d.request_id)
select d.request_id, d.last from removed_requests d
