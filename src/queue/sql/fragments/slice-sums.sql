-- slice_sums(slice): sums over the slices of a request: the waiting entries by stop reason, the leased entries, and each outcome.
-- `undelivered` does not include `recalled` here.
coalesce(sum(:waiting_count({slice})) filter (where {slice}.stop_reason is null), 0)::int as waiting,
  coalesce(sum(:waiting_count({slice})) filter (where {slice}.stop_reason = :StopReason.Cancelled), 0)::int as cancelled,
  coalesce(sum(:waiting_count({slice})) filter (where {slice}.stop_reason = :StopReason.Expired), 0)::int as expired,
  coalesce(sum(:leased_total({slice})), 0)::int as sending,
  coalesce(sum({slice}.submitted), 0)::int as submitted,
  coalesce(sum({slice}.delivered), 0)::int as delivered,
  coalesce(sum({slice}.rejected), 0)::int as rejected,
  coalesce(sum({slice}.undelivered - {slice}.recalled), 0)::int as undelivered,
  coalesce(sum({slice}.recalled), 0)::int as recalled,
  coalesce(sum({slice}.not_attempted), 0)::int as not_attempted,
  coalesce(sum({slice}.in_doubt), 0)::int as in_doubt
