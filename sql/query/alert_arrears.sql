-- For how many months in a row, up to the last one, members of a branch owe their dues, for the alert A5. A bill counts like in
-- the metrics DUE08 and DUE09: neither exempt nor void, of a month before the running one, not paid in full by the day
-- (a voluntary payment pays nothing that is due); it counts where the last of a member's bills was made.
-- Grain: organisation × number of months, of members who owe for the last month; item `months`. No more months are looked at
-- than the highest line.
-- Parameters: day (its end), highest (months), bit_dues_bill (of `uncounted`: rows of such organisations are left out).
with
toDate32(toStartOfMonth({day: Date32})) as this_month,
open_bills as (
    select
        system,
        id
    from (
        select
            system,
            id,
            toInt64(sign) as bill,
            toInt64(sign) * amount_due_fen as due_fen,
            toInt64(0) as paid_fen
        from app.dwd_dues_bill_log
        where sign != 0
            and day <= {day: Date32}
            and status in ('open', 'paid', 'overdue')
            and bill_month < this_month
            and bill_month >= addMonths(this_month, -toInt32({highest: Float64}))
        union all
        select
            system,
            bill_id as id,
            toInt64(0) as bill,
            toInt64(0) as due_fen,
            toInt64(sign) * amount_fen as paid_fen
        from app.dwd_dues_payment_log
        where sign != 0
            and is_voluntary != 1
            and paid_on <= {day: Date32}
            and (day <= {day: Date32} or transition = 'enter')
            and bill_month < this_month
            and bill_month >= addMonths(this_month, -toInt32({highest: Float64}))
    )
    group by system, id
    having sum(bill) > 0 and sum(due_fen) > sum(paid_fen)
),
owing as (
    select
        bills.system as system,
        bills.member_id as member_id,
        bills.org_id as org_id,
        bills.id as id,
        bills.bill_month as bill_month
    from app.dwd_dues_bill_log as bills
    inner join open_bills
        on open_bills.system = bills.system and open_bills.id = bills.id
    where bills.sign != 0
        and bills.day <= {day: Date32}
        and bills.status in ('open', 'paid', 'overdue')
        and bills.member_id != 0
        and bills.bill_month < this_month
        and bills.bill_month >= addMonths(this_month, -toInt32({highest: Float64}))
    group by system, member_id, org_id, id, bill_month
    having sum(bills.sign) > 0
),
debtors as (
    select
        argMax(org_id, (bill_month, id)) as branch,
        -- how many months before this one each of them is, the last ones first: 1, 2, 3, and the first gap ends the row
        arraySort(groupUniqArray(dateDiff('month', bill_month, this_month))) as ages,
        arrayCount((age, place) -> age = place, ages, arrayEnumerate(ages)) as months
    from owing
    group by system, member_id
    having months > 0
)
select distinct
    if(tree.canonical_org_id != 0, tree.canonical_org_id, debtors.branch) as org_id,
    'months' as item,
    toFloat64(debtors.months) as value
from debtors
inner join app.dim_org as tree
    on tree.org_id = debtors.branch
where not bitTest(tree.uncounted, {bit_dues_bill: UInt8})
