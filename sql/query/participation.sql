-- Members who took part in activities, for every organisation and all above it: ACT07, and ACT08 against the members at
-- the end of the window. Of the month, of the quarter up to its end, and of the year: who took part in two months is one
-- participant of both. Grain: metric × organisation × span (item '' is the month); rows that are 0 ÷ 0 are left out.
-- Parameters: from, day (the window), month (its first of the month), run (whose tree of ads_measure_tree), job,
-- bit_checkin and bit_member (of `uncounted`: check-ins and members of such organisations are left out).
with
tree as (
    select org_id, path, uncounted
    from app.ads_measure_tree
    where run = {run: UInt64}
),
checkins as (
    select
        system,
        member_id,
        member_org_id,
        checked_on
    from app.dwd_checkin_log
    where sign != 0
        and checked_on >= toStartOfYear({from: Date32})
        and checked_on <= {day: Date32}
        and member_id != 0
    group by system, id, member_id, member_org_id, checked_on
    having sum(sign) > 0
),
-- many check-ins of a member are one participation
participations as (
    select distinct
        system,
        member_id,
        member_org_id,
        arrayJoin(arrayFilter(span -> span != '-', [
            'year',
            if(checked_on >= toStartOfQuarter({from: Date32}), 'quarter', '-'),
            if(checked_on >= {from: Date32}, '', '-')
        ])) as span
    from checkins
),
participants as (
    select
        arrayJoin(tree.path) as above,
        span,
        toInt64(uniqExact((system, member_id))) as participants
    from participations
    inner join tree on tree.org_id = participations.member_org_id
    where not bitTest(tree.uncounted, {bit_checkin: UInt8})
    group by above, span
),
members as (
    select
        arrayJoin(tree.path) as above,
        sum(total) as members
    from (
        select org_id, toInt64(sum(sign)) as total
        from app.dwd_member_log
        where status in ('active', 'transferring') and day <= {day: Date32}
        group by org_id
    ) as stock
    inner join tree on tree.org_id = stock.org_id
    where not bitTest(tree.uncounted, {bit_member: UInt8})
    group by above
),
both as (
    select
        above,
        span,
        sum(participants) as participants,
        sum(members) as members
    from (
        select above, span, participants, toInt64(0) as members from participants
        union all
        select above, arrayJoin(['', 'quarter', 'year']) as span, toInt64(0) as participants, members from members
    )
    group by above, span
)
select
    {job: String} as job,
    {month: Date32} as month,
    figure.1 as metric,
    above as org_id,
    span as item,
    figure.2 as numerator,
    figure.3 as denominator,
    {day: Date32} as as_of
from both
array join [('ACT07', participants, toInt64(1)), ('ACT08', participants, members)] as figure
where figure.2 != 0 or (figure.1 = 'ACT08' and figure.3 != 0)
