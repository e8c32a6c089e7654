-- Current rows: every code by which a class or its cadre signs in that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_class_code {{on_cluster}} as
select
    system,
    id,
    org_id,
    kind,
    status,
    expected_count,
    issued_on
from app.dwd_class_code_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    kind,
    status,
    expected_count,
    issued_on
having sum(sign) > 0;
