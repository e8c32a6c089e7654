-- Current rows: every application to join a club that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_club_recruit {{on_cluster}} as
select
    system,
    id,
    org_id,
    club_id,
    person_key,
    recruit_year,
    status,
    applied_on,
    decided_on
from app.dwd_club_recruit_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    club_id,
    person_key,
    recruit_year,
    status,
    applied_on,
    decided_on
having sum(sign) > 0;
