-- Current rows: every award that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_award {{on_cluster}} as
select
    system,
    id,
    org_id,
    award_org_id,
    member_id,
    kind,
    recipient_kind,
    level,
    title,
    applied_by,
    status,
    awarded_on,
    submitted_on,
    decided_on,
    is_late_entry
from app.dwd_award_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    award_org_id,
    member_id,
    kind,
    recipient_kind,
    level,
    title,
    applied_by,
    status,
    awarded_on,
    submitted_on,
    decided_on,
    is_late_entry
having sum(sign) > 0;
