-- Current rows: every follower of an organisation that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_follow {{on_cluster}} as
select
    system,
    id,
    org_id,
    person_key,
    status,
    followed_on,
    unfollowed_on
from app.dwd_follow_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    person_key,
    status,
    followed_on,
    unfollowed_on
having sum(sign) > 0;
