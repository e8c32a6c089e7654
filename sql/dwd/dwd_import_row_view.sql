-- Current rows: every row that a bulk import refused that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_import_row {{on_cluster}} as
select
    system,
    id,
    org_id,
    batch_id,
    fail_code,
    imported_on
from app.dwd_import_row_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    batch_id,
    fail_code,
    imported_on
having sum(sign) > 0;
