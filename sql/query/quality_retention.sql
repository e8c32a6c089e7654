-- Retention is conserved: what all organisations keep, what nobody keeps, and what the province passes on to the centre, is
-- what was collected. Grain: one row. Columns as in quality_member_flow. Payments of a system
-- that does not count are left out. Parameters: month, from, to, bit_dues_payment.
with
kept as (
    select sum(numerator) as fen
    from app.ads_org_measure
    where job = 'retention' and month = {month: Date32} and metric = 'RET01' and item = ''
        -- 0 and the highest number are no organisations
        and org_id not in (0, bitNot(toUInt64(0)))
),
unallocated as (
    select sum(numerator) as fen
    from app.ads_org_measure
    where job = 'retention' and month = {month: Date32} and metric = 'RET06' and item = ''
        and org_id in (select org_id from app.dim_org where level = 2)
),
passed_on as (
    select sum(to_superiors_fen) as fen
    from app.ads_dues_retention
    where month = {month: Date32} and org_id in (select org_id from app.dim_org where level = 2)
),
payments as (
    select org_id, sum(sign * amount_fen) as fen
    from app.dwd_dues_payment_log
    where paid_on >= {from: Date32} and paid_on <= {to: Date32}
    group by org_id
),
collected as (
    select sumIf(fen, dictGet('app.org_tree', 'level', org_id) != 0 and not bitTest(dictGet('app.org_tree', 'uncounted', org_id), {bit_dues_payment: UInt8})) as fen
    from payments
)
select
    '' as note,
    toUInt64(0) as org_id,
    toInt64((select fen from kept) + (select fen from unallocated) + (select fen from passed_on)) as left_value,
    toInt64((select fen from collected)) as right_value
