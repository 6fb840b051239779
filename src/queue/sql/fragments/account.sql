-- account(slice): the counters of a slice. Together with what waits and what is in hand they make up its entries (a CHECK of the table).
{slice}.submitted, {slice}.delivered, {slice}.rejected, {slice}.undelivered, {slice}.not_attempted, {slice}.in_doubt
