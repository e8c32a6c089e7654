-- Current rows: every social worker of a youth home that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_social_worker {{on_cluster}} as
select
    system,
    id,
    org_id,
    home_id,
    person_key,
    status,
    applied_on,
    decided_on
from app.dwd_social_worker_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    home_id,
    person_key,
    status,
    applied_on,
    decided_on
having sum(sign) > 0;
