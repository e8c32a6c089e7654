-- Current rows: every promotion meeting or inspection that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_supervision_record {{on_cluster}} as
select
    system,
    id,
    org_id,
    kind,
    result,
    held_on
from app.dwd_supervision_record_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    kind,
    result,
    held_on
having sum(sign) > 0;
