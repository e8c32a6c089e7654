-- Current rows: every end or restoration of a membership that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_membership_change {{on_cluster}} as
select
    system,
    id,
    org_id,
    member_id,
    kind,
    decided_by,
    happened_on
from app.dwd_membership_change_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    member_id,
    kind,
    decided_by,
    happened_on
having sum(sign) > 0;
