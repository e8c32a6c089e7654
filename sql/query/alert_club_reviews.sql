-- How many clubs of a school have not passed their last yearly review although its window has ended, for the alert A13. Clubs that
-- were deregistered since are left out.
-- Grain: organisation (the committee of the school); item `clubs`.
-- Parameters: day (its end), bit_club (of `uncounted`: rows of such organisations are left out).
with
clubs as (
    select
        system,
        id,
        org_id
    from app.dwd_club_log
    where sign != 0
        and day <= {day: Date32}
        and status in ('formal', 'suspended_overdue')
    group by system, id, org_id
    having sum(sign) > 0
),
reviews as (
    select
        system,
        club_id,
        id,
        review_year,
        status,
        window_ends_on
    from app.dwd_club_annual_review_log
    where sign != 0
        and day <= {day: Date32}
    group by system, club_id, id, review_year, status, window_ends_on
    having sum(sign) > 0
),
latest as (
    select
        system,
        club_id,
        argMax(status, (review_year, id)) as status,
        argMax(window_ends_on, (review_year, id)) as window_ends_on
    from reviews
    group by system, club_id
)
select
    if(tree.canonical_org_id != 0, tree.canonical_org_id, clubs.org_id) as org_id,
    'clubs' as item,
    toFloat64(count()) as value
from clubs
inner join latest
    on latest.system = clubs.system and latest.club_id = clubs.id
inner join app.dim_org as tree
    on tree.org_id = clubs.org_id
where latest.status != 'passed'
    and latest.window_ends_on > toDate32('1970-01-01')
    and latest.window_ends_on < {day: Date32}
    and not bitTest(tree.uncounted, {bit_club: UInt8})
group by org_id
