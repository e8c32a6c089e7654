-- How many rows the largest single export of an organisation had on a day, by the audit trail of its source, for the alert A17.
-- Grain: organisation; item `rows`.
-- Parameters: day, bit_audit_record (of `uncounted`: rows of such organisations are left out).
with
exports as (
    select
        system,
        id,
        org_id,
        rows_count
    from app.dwd_audit_record_log
    where sign != 0
        and acted_on = {day: Date32}
        and action = 'export'
    group by system, id, org_id, rows_count
    having sum(sign) > 0
)
select
    if(tree.canonical_org_id != 0, tree.canonical_org_id, exports.org_id) as org_id,
    'rows' as item,
    toFloat64(max(exports.rows_count)) as value
from exports
inner join app.dim_org as tree
    on tree.org_id = exports.org_id
where not bitTest(tree.uncounted, {bit_audit_record: UInt8})
group by org_id
