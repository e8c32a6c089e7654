-- Current rows: every month of a level, as the source computed it that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_dues_retention {{on_cluster}} as
select
    system,
    id,
    org_id,
    retention_month,
    amount_collected_fen,
    own_retained_fen,
    children_retained_fen,
    remittance_fen
from app.dwd_dues_retention_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    retention_month,
    amount_collected_fen,
    own_retained_fen,
    children_retained_fen,
    remittance_fen
having sum(sign) > 0;
