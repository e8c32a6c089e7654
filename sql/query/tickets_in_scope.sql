-- Tickets of a subtree as they stand: what waits for somebody first, of these the late ones, then by month and tree.
-- Grain: one row per ticket, with what was written last. Days since 1970-01-01, 0 for none.
-- Parameters: org (top of the subtree, 0 is the whole instance), is_near (the organisation and its direct children alone), filter
-- ('' is any; unexplained | open | returned | explained | escalated | accepted | lapsed), month (1970-01-01 is any), kind ('' is
-- any), most, skipped.
with
latest as (
    select *
    from ops.sys_ticket
    where (id, seq) in (select id, max(seq) from ops.sys_ticket group by id)
),
written as (
    select
        id,
        argMaxIf(text, seq, action = 'explained') as explanation,
        argMaxIf(login, seq, action = 'explained') as explained_by,
        maxIf(at, action = 'explained') as explained_at,
        argMaxIf(text, seq, action = 'returned') as reason
    from ops.sys_ticket
    group by id
)
select
    latest.id as id,
    toInt32(latest.month) as month_day,
    toString(latest.org_id) as org,
    latest.kind as kind,
    latest.state as state,
    latest.holds as holds,
    latest.value as value,
    latest.base_value as base_value,
    toInt32(latest.base_month) as base_day,
    latest.year_value as year_value,
    latest.has_year_value as has_year_value,
    latest.percent as percent,
    toInt32(latest.opened_on) as opened_day,
    toInt32(latest.due_on) as due_day,
    toInt32(latest.escalated_on) as escalated_day,
    written.explanation as explanation,
    written.explained_by as explained_by,
    toUnixTimestamp64Milli(written.explained_at) as explained_ms,
    written.reason as reason,
    tree.org_full_name as full_name,
    tree.org_short_name as short_name,
    toUInt32(count() over ()) as total
from latest
inner join written
    on written.id = latest.id
inner join app.dim_org as tree
    on tree.org_id = latest.org_id
where ({org: UInt64} = 0 or has(tree.path, {org: UInt64}))
    and ({is_near: UInt8} = 0 or latest.org_id = {org: UInt64} or tree.parent_org_id = {org: UInt64})
    and ({month: Date32} = toDate32('1970-01-01') or latest.month = {month: Date32})
    and ({kind: String} = '' or latest.kind = {kind: String})
    and multiIf(
        {filter: String} = '', true,
        {filter: String} = 'lapsed', latest.holds = 0 and latest.state != 'accepted',
        {filter: String} = 'accepted', latest.state = 'accepted',
        {filter: String} = 'unexplained', latest.holds = 1 and latest.state != 'accepted',
        {filter: String} = 'escalated', latest.holds = 1 and latest.state in ('open', 'returned') and latest.escalated_on > toDate32('1970-01-01'),
        latest.holds = 1 and latest.state = {filter: String}
    )
order by
    latest.holds = 1 and latest.state != 'accepted' desc,
    latest.holds = 1 and latest.state in ('open', 'returned') and latest.escalated_on > toDate32('1970-01-01') desc,
    latest.month desc,
    tree.position,
    latest.org_id,
    latest.kind
limit {most: UInt32} offset {skipped: UInt32}
