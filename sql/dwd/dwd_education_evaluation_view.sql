-- Current rows: every evaluation of a member that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_education_evaluation {{on_cluster}} as
select
    system,
    id,
    org_id,
    member_id,
    eval_year,
    grade,
    entered_on
from app.dwd_education_evaluation_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    member_id,
    eval_year,
    grade,
    entered_on
having sum(sign) > 0;
