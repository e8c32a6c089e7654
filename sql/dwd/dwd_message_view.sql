-- Current rows: every message or reminder that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_message {{on_cluster}} as
select
    system,
    id,
    org_id,
    kind,
    channel,
    status,
    sent_on
from app.dwd_message_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    kind,
    channel,
    status,
    sent_on
having sum(sign) > 0;
