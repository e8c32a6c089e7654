-- Dues collected in some windows by the organisation that owns the payments (DUE02: cash basis, by day of payment).
-- Grain: one row per organisation with an amount × window; place is that of the window, from 1.
-- Parameters froms, tos: days, both inclusive; the windows ascend and do not overlap.
select
    toUInt16(arrayFirstIndex((first, last) -> paid_on between first and last, {froms: Array(Date32)}, {tos: Array(Date32)})) as place,
    toString(org_id) as org_id,
    toString(sum(amount)) as fen
from (
    select
        paid_on,
        org_id,
        sum(sign * amount_fen) as amount
    from app.dwd_dues_payment_log
    where paid_on >= {froms: Array(Date32)}[1] and paid_on <= {tos: Array(Date32)}[-1]
    group by paid_on, org_id
)
group by place, org_id
having place > 0 and sum(amount) != 0
