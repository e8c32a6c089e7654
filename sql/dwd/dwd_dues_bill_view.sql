-- Current rows: every monthly dues bill that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_dues_bill {{on_cluster}} as
select
    system,
    id,
    org_id,
    member_id,
    bill_month,
    payer_class,
    amount_due_fen,
    status
from app.dwd_dues_bill_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    member_id,
    bill_month,
    payer_class,
    amount_due_fen,
    status
having sum(sign) > 0;
