-- How many tasks of the entry campaign an organisation has not done, for the alert A10: the same tasks as the metric TRE06 counts.
-- Grain: organisation × item. `own`: sign in, complete the data of the organisation; `children`: create those below it, which a
-- branch has not. Organisations that have done all are left out.
-- Parameters: day (its end), bit_org (of `uncounted`: rows of such organisations are left out).
with
orgs as (
    select
        if(tree.canonical_org_id != 0, tree.canonical_org_id, log.org_id) as standing,
        log.org_type as org_type,
        log.is_logged_in as is_logged_in,
        log.is_info_complete as is_info_complete,
        log.is_children_created as is_children_created
    from app.dwd_org_log as log
    left join app.dim_org as tree
        on tree.org_id = log.org_id
    where log.sign != 0
        and log.day <= {day: Date32}
        and log.status = 'active'
        and not bitTest(tree.uncounted, {bit_org: UInt8})
    group by standing, org_type, is_logged_in, is_info_complete, is_children_created
    having sum(log.sign) > 0
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
