-- Stores an inbound message; returns no row for a repeated message. The keyword is executed in the same transaction.
-- `tenant`: the tenant that may read the message, null = none. `ignoredKeyword`: a keyword that had no effect.
insert into sms_inbound (lane, provider, provider_message_id, sent_from, sent_to, content, keyword, id, tenant, ignored_keyword)
values (:lane, :provider, :messageId, :from, :to, :content, :keyword, :id, :tenant, :ignoredKeyword)
on conflict (lane, provider, provider_message_id) do nothing
returning provider
