-- Wakes the processes that listen: something is due, or (`call`) an operator has set something.
select pg_notify('queue_due', :call)
