-- Current rows: every member that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_member {{on_cluster}} as
select
    system,
    id,
    org_id,
    person_key,
    status,
    report_status,
    gender,
    birth_month,
    education,
    political_status,
    payer_class,
    joined_on,
    is_floating,
    real_name_status,
    member_no_key,
    is_cadre,
    grad_year,
    is_volunteer
from app.dwd_member_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    person_key,
    status,
    report_status,
    gender,
    birth_month,
    education,
    political_status,
    payer_class,
    joined_on,
    is_floating,
    real_name_status,
    member_no_key,
    is_cadre,
    grad_year,
    is_volunteer
having sum(sign) > 0;
