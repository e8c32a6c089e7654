-- Current rows: every day's messages of a cadre that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_im_day {{on_cluster}} as
select
    system,
    id,
    org_id,
    cadre_id,
    sent_on,
    message_count
from app.dwd_im_day_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    cadre_id,
    sent_on,
    message_count
having sum(sign) > 0;
