-- Organisations whose shape may be wrong on a day, for the alert A7: branches with fewer members than make one, and committees,
-- work committees and general branches without any branch below them.
-- Grain: organisation × item. `members`: a branch and its members, where they are fewer than the highest line; `branches`: one of those
-- above branches that has none (0). The same branches as the metrics ORG08 and ORG09 count.
-- Parameters: day (its end), highest, bit_member (of `uncounted`: rows of such organisations are left out).
with
orgs as (
    select
        standing,
        org_type
    from app.dwd_org_signs
    where day <= {day: Date32}
    group by standing, org_type
    having sum(sign) > 0
),
members as (
    select
        if(tree.canonical_org_id != 0, tree.canonical_org_id, log.org_id) as branch,
        sum(log.sign) as held
    from app.dwd_member_log as log
    left join app.dim_org as tree
        on tree.org_id = log.org_id
    where log.sign != 0
        and log.day <= {day: Date32}
        and log.status in ('active', 'transferring')
        and not bitTest(tree.uncounted, {bit_member: UInt8})
    group by branch
),
above_branches as (
    select distinct arrayJoin(tree.path) as place
    from orgs
    inner join app.dim_org as tree
        on tree.org_id = orgs.standing
    where orgs.org_type = 'branch'
)
select
    orgs.standing as org_id,
    'members' as item,
    toFloat64(members.held) as value
from orgs
left join members
    on members.branch = orgs.standing
where orgs.org_type = 'branch'
    and members.held < {highest: Float64}
union all
select
    standing as org_id,
    'branches' as item,
    toFloat64(0) as value
from orgs
where org_type in ('committee', 'work_committee', 'general_branch')
    and standing not in (select place from above_branches)
