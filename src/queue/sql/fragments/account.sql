-- account(slice): the counters of a slice. Together with the waiting and the leased entries they add up to the number of its entries (a
-- CHECK of the table).
{slice}.submitted, {slice}.delivered, {slice}.rejected, {slice}.undelivered, {slice}.not_attempted, {slice}.in_doubt
