-- Current rows: every exchange with the centre that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_central_exchange {{on_cluster}} as
select
    system,
    id,
    org_id,
    interface,
    direction,
    status,
    records_count,
    exchanged_on,
    answered_on
from app.dwd_central_exchange_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    interface,
    direction,
    status,
    records_count,
    exchanged_on,
    answered_on
having sum(sign) > 0;
