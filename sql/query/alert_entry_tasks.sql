-- How many tasks of the entry campaign an organisation has not done, for the alert A10: the same tasks as the metric TRE06 counts.
-- Grain: organisation × item. `own`: sign in, complete the data of the organisation; `children`: create those below it, which a
-- branch has not. Organisations that have done all are left out.
-- Parameters: day (its end).
with
orgs as (
    select
        standing,
        org_type,
        is_logged_in,
        is_info_complete,
        is_children_created
    from app.dwd_org_signs
    where day <= {day: Date32}
    group by standing, org_type, is_logged_in, is_info_complete, is_children_created
    having sum(sign) > 0
)
select
    standing as org_id,
    'own' as item,
    toFloat64((is_logged_in = 0) + (is_info_complete = 0)) as value
from orgs
where value > 0
union all
select
    standing as org_id,
    'children' as item,
    toFloat64(1) as value
from orgs
where org_type != 'branch'
    and is_children_created = 0
