-- Current rows: every application of a member to register with a branch or to report to it that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_report_application {{on_cluster}} as
select
    system,
    id,
    org_id,
    member_id,
    kind,
    channel,
    status,
    submitted_at,
    decided_at,
    decided_on,
    reminded_count
from app.dwd_report_application_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    member_id,
    kind,
    channel,
    status,
    submitted_at,
    decided_at,
    decided_on,
    reminded_count
having sum(sign) > 0;
