-- Current rows: every file of a young person in difficulty or at risk that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_special_youth {{on_cluster}} as
select
    system,
    id,
    org_id,
    kind,
    difficulty_type,
    service_need,
    help_status,
    status,
    registered_on,
    closed_on
from app.dwd_special_youth_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    kind,
    difficulty_type,
    service_need,
    help_status,
    status,
    registered_on,
    closed_on
having sum(sign) > 0;
