-- Active organisations under 未归属 (organisation 1 of no type): their superior is not known. Grain: one row. Columns as in
-- quality_member_flow.
select
    '' as note,
    toUInt64(0) as org_id,
    toInt64(count()) as left_value,
    toInt64(0) as right_value
from app.dim_org as tree
where has(tree.path, (select max(org_id) from app.dim_org where org_id = 1 and org_type = ''))
    and tree.org_type != ''
    and tree.status = 'active'
