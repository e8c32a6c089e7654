-- Current rows: every e-file of a member or of another young person that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_e_file {{on_cluster}} as
select
    system,
    id,
    org_id,
    person_key,
    kind,
    status,
    channel,
    gender,
    birth_month,
    filled_on,
    reviewed_on
from app.dwd_e_file_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    person_key,
    kind,
    status,
    channel,
    gender,
    birth_month,
    filled_on,
    reviewed_on
having sum(sign) > 0;
