-- Current rows: every entry of a source system's own audit trail that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_audit_record {{on_cluster}} as
select
    system,
    id,
    org_id,
    actor_kind,
    action,
    dataset,
    rows_count,
    acted_on
from app.dwd_audit_record_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    actor_kind,
    action,
    dataset,
    rows_count,
    acted_on
having sum(sign) > 0;
