-- Keeps a message that came in; a repeat answers no row. The keyword is obeyed in the same transaction.
-- `tenant`: who may see it, null = nobody. `ignoredKeyword`: one that nobody can obey.
insert into sms_inbound (lane, provider, provider_message_id, sent_from, sent_to, content, keyword, id, tenant, ignored_keyword)
values (:lane, :provider, :messageId, :from, :to, :content, :keyword, :id, :tenant, :ignoredKeyword)
on conflict (lane, provider, provider_message_id) do nothing
returning provider
