-- Current rows: every transfer of a member's organisational relation that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_transfer {{on_cluster}} as
select
    system,
    id,
    org_id,
    to_org_id,
    member_id,
    from_province,
    to_province,
    started_by,
    reason,
    status,
    current_step,
    is_graduate,
    cohort_year,
    started_on,
    confirmed_on,
    ended_on
from app.dwd_transfer_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    to_org_id,
    member_id,
    from_province,
    to_province,
    started_by,
    reason,
    status,
    current_step,
    is_graduate,
    cohort_year,
    started_on,
    confirmed_on,
    ended_on
having sum(sign) > 0;
