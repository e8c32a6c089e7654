-- Current rows: every consultation that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_consultation {{on_cluster}} as
select
    system,
    id,
    org_id,
    consult_type,
    target,
    status,
    asked_on,
    asked_at,
    answered_at
from app.dwd_consultation_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    consult_type,
    target,
    status,
    asked_on,
    asked_at,
    answered_at
having sum(sign) > 0;
