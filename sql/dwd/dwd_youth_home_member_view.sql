-- Current rows: every member of a youth home that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_youth_home_member {{on_cluster}} as
select
    system,
    id,
    org_id,
    home_id,
    person_key,
    status,
    joined_on
from app.dwd_youth_home_member_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    home_id,
    person_key,
    status,
    joined_on
having sum(sign) > 0;
