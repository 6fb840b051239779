-- The last of the next so many requests (`further` + 1): what is read up to it has all been seen. No row where fewer are left.
select :created_us(r) as us, r.id
from request r
where :is_in_range(r)
order by r.created_at desc, r.id desc
offset :further
limit 1
