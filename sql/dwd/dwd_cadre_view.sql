-- Current rows: every cadre that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_cadre {{on_cluster}} as
select
    system,
    id,
    org_id,
    person_key,
    post,
    cadre_kind,
    status,
    is_onboarded,
    is_operator,
    gender,
    appointed_on,
    term_ends_on,
    removed_on
from app.dwd_cadre_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    person_key,
    post,
    cadre_kind,
    status,
    is_onboarded,
    is_operator,
    gender,
    appointed_on,
    term_ends_on,
    removed_on
having sum(sign) > 0;
