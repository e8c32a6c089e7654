-- Current rows: every account of an administrator or operator that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_account {{on_cluster}} as
select
    system,
    id,
    org_id,
    person_key,
    account_kind,
    status,
    registered_on,
    last_login_on
from app.dwd_account_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    person_key,
    account_kind,
    status,
    registered_on,
    last_login_on
having sum(sign) > 0;
