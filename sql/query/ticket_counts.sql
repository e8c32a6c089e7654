-- How many tickets of a subtree there are, by what a list of them can be narrowed to. Grain: one row.
-- Parameters: org (top of the subtree, 0 is the whole instance).
with
latest as (
    select org_id, state, holds, escalated_on
    from ops.sys_ticket
    where (id, seq) in (select id, max(seq) from ops.sys_ticket group by id)
)
select
    toUInt32(countIf(latest.holds = 1 and latest.state != 'accepted')) as unexplained,
    toUInt32(countIf(latest.holds = 1 and latest.state = 'open')) as open,
    toUInt32(countIf(latest.holds = 1 and latest.state = 'returned')) as returned,
    toUInt32(countIf(latest.holds = 1 and latest.state = 'explained')) as explained,
    toUInt32(countIf(latest.holds = 1 and latest.state in ('open', 'returned') and latest.escalated_on > toDate32('1970-01-01'))) as escalated,
    toUInt32(countIf(latest.state = 'accepted')) as accepted,
    toUInt32(countIf(latest.holds = 0 and latest.state != 'accepted')) as lapsed
from latest
inner join app.dim_org as tree
    on tree.org_id = latest.org_id
where {org: UInt64} = 0
    or has(tree.path, {org: UInt64})
