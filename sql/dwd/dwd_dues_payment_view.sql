-- Current rows: every dues payment that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_dues_payment {{on_cluster}} as
select
    system,
    id,
    org_id,
    bill_id,
    bill_month,
    member_id,
    amount_fen,
    channel,
    is_proxy,
    is_backpay,
    paid_on,
    is_voluntary
from app.dwd_dues_payment_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    bill_id,
    bill_month,
    member_id,
    amount_fen,
    channel,
    is_proxy,
    is_backpay,
    paid_on,
    is_voluntary
having sum(sign) > 0;
