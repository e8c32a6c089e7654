-- Current rows: every task of care for such a file that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_care_task {{on_cluster}} as
select
    system,
    id,
    org_id,
    case_id,
    status,
    assigned_on,
    due_on,
    done_on
from app.dwd_care_task_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    case_id,
    status,
    assigned_on,
    due_on,
    done_on
having sum(sign) > 0;
