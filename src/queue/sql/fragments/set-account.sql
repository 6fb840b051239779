-- set_account(row): sets the counters of a slice to those of a row. An update assigns all of them from the locked row, since PostgreSQL
-- tests the CHECK on the snapshot's version first, whose counters may be older.
submitted = {row}.submitted, delivered = {row}.delivered, rejected = {row}.rejected, undelivered = {row}.undelivered,
    not_attempted = {row}.not_attempted, in_doubt = {row}.in_doubt
