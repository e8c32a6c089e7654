-- Dues collected in a window by the organisation that owns the payments (DUE02: cash basis, by day of payment).
-- Grain: one row per organisation with an amount. Parameters from, to: days, both inclusive.
select
    toString(org_id) as org_id,
    toString(sum(amount)) as fen
from (
    select
        paid_on,
        org_id,
        sum(sign * amount_fen) as amount
    from app.dwd_dues_payment_log
    where paid_on >= {from: Date32} and paid_on <= {to: Date32}
    group by paid_on, org_id
)
group by org_id
having sum(amount) != 0
