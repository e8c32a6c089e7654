-- Current rows: every bulk import that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_import_batch {{on_cluster}} as
select
    system,
    id,
    org_id,
    kind,
    status,
    uploaded_on,
    rows_total,
    rows_ok,
    rows_failed
from app.dwd_import_batch_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    kind,
    status,
    uploaded_on,
    rows_total,
    rows_ok,
    rows_failed
having sum(sign) > 0;
