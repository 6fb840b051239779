-- Keeps a message that came in; a repeat answers no row. The keyword is obeyed in the same transaction.
-- $1 lane, $2 provider, $3 its message ID, $4 from, $5 to, $6 content, $7 keyword, $8 ID, $9 tenant that may see it, null = none,
-- $10 keyword that nobody can obey
insert into sms_inbound (lane, provider, provider_message_id, sent_from, sent_to, content, keyword, id, tenant, ignored_keyword)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (lane, provider, provider_message_id) do nothing
returning provider
