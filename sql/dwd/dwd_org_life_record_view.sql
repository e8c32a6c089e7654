-- Current rows: every meeting or lesson of the life of an organisation that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_org_life_record {{on_cluster}} as
select
    system,
    id,
    org_id,
    kind,
    held_on,
    attended_count
from app.dwd_org_life_record_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    kind,
    held_on,
    attended_count
having sum(sign) > 0;
