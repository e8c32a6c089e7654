-- What a system that does not count tells of organisations that the counting one does not know, so that it is in no figure:
--   SYS15 active organisations: no_alias (of another system, and joined to none), no_counterpart (joined, but to none of the
--         system that counts), and unused_alias (an alias that names an organisation which is not there)
--   SYS16 active members in those organisations
-- Grain: metric × organisation (and all above it) × item ('' is the total); columns of ads_org_measure.
-- Parameters: month, as_of, to (last day that counts), bit_member.
with
tree as (
    select
        org_id,
        canonical_org_id,
        if(canonical_org_id = 0, org_id, canonical_org_id) as place,
        path,
        status,
        bitTest(uncounted, {bit_member: UInt8}) as is_left_out
    from app.dim_org
    where system != 0
),
unknown as (
    select
        place,
        any(path) as path,
        countIf(status = 'active') as is_active,
        if(countIf(canonical_org_id != 0) > 0, 'no_counterpart', 'no_alias') as cause
    from tree
    group by place
    having countIf(not is_left_out) = 0
),
members as (
    select org_id, toInt64(sum(sign)) as members
    from app.dwd_member_log
    where status in ('active', 'transferring') and day <= {to: Date32}
    group by org_id
),
aliases as (
    select org_id, argMax(canonical_org_id, seq) as canonical
    from ops.sys_org_alias
    group by org_id
    having canonical != 0
),
facts as (
    select 'SYS15' as metric, path, cause, toInt64(1) as amount
    from unknown
    where is_active > 0
    union all
    select 'SYS15' as metric, if(empty(orgs.path), [top], orgs.path) as path, 'unused_alias' as cause, toInt64(1) as amount
    from aliases
    left join (select org_id, path from tree where canonical_org_id = 0) as orgs on orgs.org_id = aliases.canonical
    cross join (select min(org_id) as top from app.dim_org where level = 2 and canonical_org_id = 0) as tops
    where (aliases.org_id, aliases.canonical) not in (select org_id, canonical_org_id from tree)
    union all
    select 'SYS16' as metric, unknown.path as path, unknown.cause as cause, sum(members.members) as amount
    from members
    inner join tree on tree.org_id = members.org_id
    inner join unknown on unknown.place = tree.place
    group by unknown.place, path, cause
)
select
    'quality' as job,
    {month: Date32} as month,
    metric,
    arrayJoin(arrayConcat([toUInt64(0)], path)) as above,
    if(item = '', '', 'unmapped_cause') as breakdown,
    arrayJoin(['', cause]) as item,
    '' as span,
    sum(amount) as numerator,
    toInt64(1) as denominator,
    {as_of: Date32} as as_of
from facts
group by metric, above, breakdown, item
having numerator != 0
