-- Current rows: every registration of a membership that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_annual_registration {{on_cluster}} as
select
    system,
    id,
    org_id,
    member_id,
    reg_year,
    status,
    pushed_on,
    confirmed_on
from app.dwd_annual_registration_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    member_id,
    reg_year,
    status,
    pushed_on,
    confirmed_on
having sum(sign) > 0;
