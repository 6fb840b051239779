-- The end of a step: the last of the next `further` + 1 requests. No row if fewer requests are left.
select :created_us(r) as us, r.id
from request r
where :is_in_range(r)
order by r.created_at desc, r.id desc
offset :further
limit 1
