-- account_text(slice): a text over the slices of a request that differs after any move of the request.
concat_ws(' ', count(*), sum({slice}.next_position), sum({slice}.submitted), sum({slice}.delivered), sum({slice}.rejected),
      sum({slice}.undelivered), sum({slice}.not_attempted), sum({slice}.in_doubt), extract(epoch from max({slice}.due_at)))
