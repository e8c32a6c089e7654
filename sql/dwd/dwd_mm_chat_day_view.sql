-- Current rows: every day's chats of a city that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_mm_chat_day {{on_cluster}} as
select
    system,
    id,
    org_id,
    chat_on,
    active_chat_count
from app.dwd_mm_chat_day_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    chat_on,
    active_chat_count
having sum(sign) > 0;
