-- Active organisations under 未归属 (organisation 1 of no type): their superior is not known, as of today. Grain: one row per
-- window (place, from 1). Columns as in quality_member_flow. Parameter windows: their number.
select
    arrayJoin(range(toUInt16(1), toUInt16({windows: UInt16} + 1))) as place,
    '' as note,
    toUInt64(0) as org_id,
    orgs as left_value,
    toInt64(0) as right_value
from (
    select toInt64(count()) as orgs
    from app.dim_org as tree
    where has(tree.path, (select max(org_id) from app.dim_org where org_id = 1 and org_type = ''))
        and tree.org_type != ''
        and tree.status = 'active'
)
