-- Arrears at the end of a day, for every organisation and all above it: DUE06 and DUE07 (in total and by age), DUE08, DUE09.
-- Grain: metric × organisation × item; rows that are 0 are left out.
-- A bill is open with what is due less what was paid. It stands as it was known at the end of the day. A payment counts
-- from the day it was paid on, though its record came later, and until the day it was taken back.
-- Parameters: month (first day of the running month, whose own bills are not late yet), day (last day that counts),
-- run (whose tree of ads_measure_tree), job, bit_dues_bill (of `uncounted`: bills of such organisations are left out).
with
-- one narrow aggregation over both logs, not a join of them: it can go to disk when there are very many bills
owed as (
    select
        system,
        bill_id,
        sum(fen) as open_fen
    from (
        select system, id as bill_id, sign * amount_due_fen as fen
        from app.dwd_dues_bill_log
        where sign != 0
            and transition != 'gone'
            and day <= {day: Date32}
            and bill_month < {month: Date32}
            and status in ('open', 'paid', 'overdue')
        union all
        select system, bill_id, -sign * amount_fen as fen
        from app.dwd_dues_payment_log
        where sign != 0
            and transition != 'gone'
            and paid_on <= {day: Date32}
            and (day <= {day: Date32} or transition = 'enter')
    )
    group by system, bill_id
    having open_fen > 0
),
-- the state of those few bills; what was paid without a bill is dropped here
open_bills as (
    select
        system,
        bill.id as bill_id,
        bill.org_id as org_id,
        bill.member_id as member_id,
        bill.bill_month as bill_month,
        any(owed.open_fen) as open_fen
    from app.dwd_dues_bill_log as bill
    inner join owed
        on owed.system = bill.system and owed.bill_id = bill.id
    where bill.sign != 0
        and bill.transition != 'gone'
        and bill.day <= {day: Date32}
        and bill.bill_month < {month: Date32}
        and bill.status in ('open', 'paid', 'overdue')
    group by system, bill_id, org_id, member_id, bill_month
    having sum(bill.sign) > 0
),
members as (
    select
        system,
        member_id,
        groupArray((org_id, dateDiff('month', bill_month, {month: Date32}), open_fen)) as opens,
        uniqExactIf(bill_month, bill_month >= addMonths({month: Date32}, -3)) as months_of_3,
        uniqExactIf(bill_month, bill_month >= addMonths({month: Date32}, -6)) as months_of_6,
        -- who owes for months in a row counts where the last of the bills was made
        argMax(org_id, (bill_month, bill_id)) as last_org
    from open_bills
    group by system, member_id
),
facts as (
    select
        system,
        member_id,
        arrayJoin(
            arrayConcat(
                arrayMap(x -> ('open', x.1, '', x.3), opens),
                arrayMap(
                    x -> (
                        'open',
                        x.1,
                        multiIf(x.2 >= 12, '≥12', x.2 >= 6, '6-11', x.2 >= 3, '3-5', toString(x.2)),
                        x.3
                    ),
                    opens
                ),
                if(member_id != 0 and months_of_3 = 3, [('DUE08', last_org, '', toInt64(0))], []),
                if(member_id != 0 and months_of_6 = 6, [('DUE09', last_org, '', toInt64(0))], [])
            )
        ) as fact
    from members
),
rolled as (
    select
        fact.1 as kind,
        arrayJoin(tree.path) as above,
        fact.3 as item,
        toInt64(uniqExactIf((system, member_id), member_id != 0)) as debtors,
        sum(fact.4) as open_fen
    from facts
    inner join (select org_id, path from app.ads_measure_tree where run = {run: UInt64} and not bitTest(uncounted, {bit_dues_bill: UInt8})) as tree
        on tree.org_id = fact.2
    group by kind, above, item
)
select
    {job: String} as job,
    {month: Date32} as month,
    figure.1 as metric,
    above as org_id,
    item,
    figure.2 as numerator,
    toInt64(1) as denominator,
    {day: Date32} as as_of
from rolled
array join if(kind = 'open', [('DUE06', debtors), ('DUE07', open_fen)], [(kind, debtors)]) as figure
where figure.2 != 0
