-- Claims the next step of a recall: the next positions of the request that is due first, with the entries that a provider has accepted and
-- not reported on since. Only while no claim has leased entries of the request, so that entries that were leased at the cancel are
-- included: a stopped slice begins nothing. The claim excludes other workers for its time. A worker that dies delays the step by that time,
-- and its claim counts as a try.
-- `claimTime`: in milliseconds. `providers`: providers that support recalls. `hours`: after this time a provider has sent an accepted
-- message.
with due_request as materialized (
  select r.id, r.recall_from, least(r.recall_tries + 1, 1000) as tries, r.recall_from + :positions::int as upto, r.recipient_count,
    now() + :claimTime * interval '1 millisecond' as claimed_until, now() - make_interval(hours => :hours::int) as since
  from request r
  where r.lane = :lane and r.recall_at <= now()
    and not exists (select from queue_slice s where s.lane = :lane and s.request_id = r.id and s.lease_token is not null)
  order by r.recall_at
  limit 1
  for update of r skip locked),
claimed_request as (
  update request r set recall_at = d.claimed_until, recall_tries = d.tries
  from due_request d
  where r.lane = :lane and r.id = d.id)
select d.id, d.recall_from, d.tries, d.upto, d.recipient_count, e.entry_id, e.address, e.variables, e.channel, e.attempts, e.provider,
  e.provider_message_id, e.outcome_at
from due_request d
left join queue_entry e on e.lane = :lane and e.entry_id between d.id + d.recall_from + 1 and d.id + d.upto
  and e.status = :Outcome.Submitted and e.provider = any (:providers::text[]) and e.outcome_at > d.since
order by e.entry_id
