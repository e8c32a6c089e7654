-- Current rows: every item on the to-do list of an organisation that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_work_item {{on_cluster}} as
select
    system,
    id,
    org_id,
    item_type,
    status,
    decided_by,
    opened_at,
    due_at,
    decided_at,
    decided_on,
    due_on
from app.dwd_work_item_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    item_type,
    status,
    decided_by,
    opened_at,
    due_at,
    decided_at,
    decided_on,
    due_on
having sum(sign) > 0;
