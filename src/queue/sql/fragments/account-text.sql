-- account_text(slice): over the slices of a request: a text that is another once anything of it has moved.
concat_ws(' ', count(*), sum({slice}.next_position), sum({slice}.submitted), sum({slice}.delivered), sum({slice}.rejected),
      sum({slice}.undelivered), sum({slice}.not_attempted), sum({slice}.in_doubt), extract(epoch from max({slice}.due_at)))
