-- Current rows: every sign-up to an activity that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_signup {{on_cluster}} as
select
    system,
    id,
    org_id,
    member_org_id,
    activity_id,
    member_id,
    status,
    submitted_on,
    person_key
from app.dwd_signup_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    member_org_id,
    activity_id,
    member_id,
    status,
    submitted_on,
    person_key
having sum(sign) > 0;
