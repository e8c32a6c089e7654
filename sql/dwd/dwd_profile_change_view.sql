-- Current rows: every member's change of own data that a branch reviews that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_profile_change {{on_cluster}} as
select
    system,
    id,
    org_id,
    member_id,
    kind,
    status,
    submitted_at,
    decided_at,
    decided_on
from app.dwd_profile_change_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    member_id,
    kind,
    status,
    submitted_at,
    decided_at,
    decided_on
having sum(sign) > 0;
