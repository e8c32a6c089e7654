-- Current rows: every activity that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_activity {{on_cluster}} as
select
    system,
    id,
    org_id,
    category,
    kind,
    status,
    published_on,
    is_cross_city,
    host_kind,
    host_id
from app.dwd_activity_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    category,
    kind,
    status,
    published_on,
    is_cross_city,
    host_kind,
    host_id
having sum(sign) > 0;
