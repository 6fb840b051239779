-- Cancels a request. Returns the number of waiting entries and the closed account, in one snapshot over all slices of the request. Stops
-- every slice, also where nothing waits, so that no retry, fallback or resend begins any more. A few rows change, whatever the size of the
-- request. Never repeated automatically after a lost answer: the repeat would return 0. Entries that a provider has, or may still get from
-- a claim, are to be recalled: the request's row notes it, also if nothing was left to cancel; then nothing else of that row changes.
with locked_slices as materialized (
  select s.request_id, s.first, s.stop_reason, :waiting_count(s) as waiting, :leased_total(s) as in_flight,
    s.submitted, s.delivered, s.rejected, s.undelivered, s.recalled, s.not_attempted, s.in_doubt, now() as at
  from queue_slice s
  where s.lane = :lane and s.request_id = :requestId and s.tenant = :tenant
    and exists (select from request r where r.lane = :lane and r.id = :requestId and r.module = :module)
  order by s.first
  for update),
stopped_slices as (
  update queue_slice s set stop_reason = :StopReason.Cancelled
  from locked_slices h
  where s.lane = :lane and s.request_id = :requestId and s.first = h.first and h.stop_reason is null),
marked_request as (
  update request r set cancelled_at = coalesce(h.cancelled_at, r.cancelled_at),
    cancelled_by = case when h.cancelled_at is null then r.cancelled_by else :cancelledBy end,
    recall_at = coalesce(h.recall_at, r.recall_at), recall_from = case when h.recall_at is null then r.recall_from else 0 end,
    recall_tries = case when h.recall_at is null then r.recall_tries else 0 end
  from (
    select case when sum(w.waiting + w.in_flight) filter (where w.stop_reason is null) > 0 then min(w.at) end as cancelled_at,
      case when sum(w.submitted + w.in_flight) > 0 then min(w.at) end as recall_at
    from locked_slices w) h
  where r.lane = :lane and r.id = :requestId and r.tenant = :tenant and coalesce(h.cancelled_at, h.recall_at) is not null)
select coalesce(sum(h.waiting) filter (where h.stop_reason is null), 0)::int as cancelled,
  coalesce(sum(h.submitted + h.delivered), 0)::int as handed_over,
  coalesce(sum(h.in_flight), 0)::int as in_flight,
  coalesce(sum(h.in_doubt), 0)::int as in_doubt,
  coalesce(sum(h.recalled), 0)::int as recalled,
  (coalesce(sum(h.rejected + h.undelivered - h.recalled + h.not_attempted),
    0) + coalesce(sum(h.waiting) filter (where h.stop_reason is not null), 0))::int as failed,
  min(h.at) as cancelled_at
from locked_slices h
