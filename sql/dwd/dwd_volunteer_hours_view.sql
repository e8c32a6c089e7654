-- Current rows: every service of a volunteer that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_volunteer_hours {{on_cluster}} as
select
    system,
    id,
    org_id,
    person_key,
    project_id,
    volunteer_minutes,
    served_on
from app.dwd_volunteer_hours_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    person_key,
    project_id,
    volunteer_minutes,
    served_on
having sum(sign) > 0;
