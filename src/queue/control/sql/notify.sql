-- Wakes the listening processes: entries are due, or (`call`) an operator has changed a setting.
select pg_notify('queue_due', :call)
