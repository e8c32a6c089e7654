-- Current rows: every published show of an activity that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_activity_show {{on_cluster}} as
select
    system,
    id,
    org_id,
    activity_id,
    status,
    published_on
from app.dwd_activity_show_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    activity_id,
    status,
    published_on
having sum(sign) > 0;
