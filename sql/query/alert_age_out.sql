-- Members of a branch who are about to be 28, or are and have not left because they owe dues, for the alert A6. Of a birthday only
-- the month is known: it counts from its first day. Cadres stay.
-- Grain: organisation × item. `next`: days until the next one is 28, no more than the highest line; `overage`: how many are 28 and have a
-- bill of an earlier month that the source calls open.
-- Parameters: day (its end), highest (days), bit_member (of `uncounted`: rows of such organisations are left out).
with
members as (
    select
        system,
        id,
        org_id,
        addYears(birth_month, 28) as leaves_on
    from app.dwd_member_log
    where sign != 0
        and day <= {day: Date32}
        and status in ('active', 'transferring')
        and is_cadre = 0
        and birth_month > toDate32('1900-01-01')
        and addYears(birth_month, 28) <= {day: Date32} + toInt32({highest: Float64})
    group by system, id, org_id, birth_month
    having sum(sign) > 0
),
debtors as (
    select
        system,
        member_id
    from app.dwd_dues_bill_log
    where sign != 0
        and day <= {day: Date32}
        and status in ('open', 'overdue')
        and bill_month < toDate32(toStartOfMonth({day: Date32}))
        and (system, member_id) in (select system, id from members where leaves_on <= {day: Date32})
    group by system, member_id
    having sum(sign) > 0
),
found as (
    select
        org_id,
        'next' as item,
        min(dateDiff('day', {day: Date32}, leaves_on)) as value
    from members
    where leaves_on > {day: Date32}
    group by org_id
    union all
    select
        org_id,
        'overage' as item,
        toInt64(count()) as value
    from members
    where leaves_on <= {day: Date32}
        and (system, id) in (select system, member_id from debtors)
    group by org_id
)
select
    if(tree.canonical_org_id != 0, tree.canonical_org_id, found.org_id) as org_id,
    found.item as item,
    toFloat64(if(item = 'next', min(found.value), sum(found.value))) as value
from found
inner join app.dim_org as tree
    on tree.org_id = found.org_id
where not bitTest(tree.uncounted, {bit_member: UInt8})
group by org_id, item
