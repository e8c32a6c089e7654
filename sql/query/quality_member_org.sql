-- Members whose organisation is in no tree. Grain: one row. Columns as in quality_member_flow. Parameter: to.
with
members as (
    select org_id, sum(sign) as members
    from app.dwd_member_log
    where day <= {to: Date32} and status in ('active', 'transferring')
    group by org_id
)
select
    '' as note,
    toUInt64(0) as org_id,
    sumIf(members.members, dictGet('app.org_tree', 'level', members.org_id) = 0) as left_value,
    toInt64(0) as right_value
from members
