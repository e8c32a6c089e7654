-- Current rows: every project of a youth home that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_youth_home_project {{on_cluster}} as
select
    system,
    id,
    org_id,
    home_id,
    status,
    submitted_on,
    decided_on,
    budget_fen
from app.dwd_youth_home_project_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    home_id,
    status,
    submitted_on,
    decided_on,
    budget_fen
having sum(sign) > 0;
