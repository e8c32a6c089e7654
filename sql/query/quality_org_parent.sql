-- Active organisations under 未归属: their superior is not known. Grain: one row. Columns as in quality_member_flow.
select
    '' as note,
    toUInt64(0) as org_id,
    toInt64(count()) as left_value,
    toInt64(0) as right_value
from app.dim_org as tree
where has(tree.path, 1) and tree.org_id != 1 and tree.status = 'active'
