-- Current rows: every recommendation of a member to the Party that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_party_recommendation {{on_cluster}} as
select
    system,
    id,
    org_id,
    member_id,
    status,
    recommended_on,
    admitted_on
from app.dwd_party_recommendation_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    member_id,
    status,
    recommended_on,
    admitted_on
having sum(sign) > 0;
