-- Current rows: every registration code of an administrator that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_admin_regcode {{on_cluster}} as
select
    system,
    id,
    org_id,
    issued_by_org_id,
    status,
    issued_on,
    expires_on,
    used_on
from app.dwd_admin_regcode_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    issued_by_org_id,
    status,
    issued_on,
    expires_on,
    used_on
having sum(sign) > 0;
