-- Current rows: every backup or restore drill that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_backup_run {{on_cluster}} as
select
    system,
    id,
    org_id,
    kind,
    status,
    run_on
from app.dwd_backup_run_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    kind,
    status,
    run_on
having sum(sign) > 0;
