-- Current rows: every yearly review of a club that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_club_annual_review {{on_cluster}} as
select
    system,
    id,
    org_id,
    club_id,
    review_year,
    status,
    submitted_on,
    decided_on,
    window_ends_on
from app.dwd_club_annual_review_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    club_id,
    review_year,
    status,
    submitted_on,
    decided_on,
    window_ends_on
having sum(sign) > 0;
