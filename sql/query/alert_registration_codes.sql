-- In how many days the next unused registration code expires, at the organisation that issued it, for the alert A11.
-- Grain: organisation; item `next`.
-- Parameters: day (its end), bit_admin_regcode (of `uncounted`: rows of such organisations are left out).
with
codes as (
    select
        system,
        id,
        issued_by_org_id,
        expires_on
    from app.dwd_admin_regcode_log
    where sign != 0
        and day <= {day: Date32}
        and status = 'issued'
        and expires_on >= {day: Date32}
    group by system, id, issued_by_org_id, expires_on
    having sum(sign) > 0
)
select
    if(tree.canonical_org_id != 0, tree.canonical_org_id, codes.issued_by_org_id) as org_id,
    'next' as item,
    toFloat64(min(dateDiff('day', {day: Date32}, codes.expires_on))) as value
from codes
inner join app.dim_org as tree
    on tree.org_id = codes.issued_by_org_id
where not bitTest(tree.uncounted, {bit_admin_regcode: UInt8})
group by org_id
