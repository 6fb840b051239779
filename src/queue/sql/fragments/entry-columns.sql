-- entry_columns(entry, request): the columns that every view of an entry shows beside its status.
{entry}.entry_id, {request}.id as request_id, {entry}.address, {entry}.channel, {entry}.attempts, {entry}.provider,
  {entry}.provider_message_id,
  {entry}.reason, {entry}.outcome_at, {request}.created_at as submitted_at, {request}.expires_at, {request}.cancelled_at
