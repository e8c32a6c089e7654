-- How many days ago the last transfer of a member was returned, where nobody has appealed against it or started another one, for
-- the alert A4. An attempt that arrears blocked was never started.
-- Grain: organisation (the branch that was to be left) × number of days; item `days`.
-- Parameters: day (its end), bit_transfer (of `uncounted`: rows of such organisations are left out).
with
transfers as (
    select
        system,
        id,
        org_id,
        member_id,
        status,
        started_on,
        ended_on
    from app.dwd_transfer_log
    where sign != 0
        and day <= {day: Date32}
        and status != 'blocked_by_dues'
        and member_id != 0
    group by system, id, org_id, member_id, status, started_on, ended_on
    having sum(sign) > 0
),
latest as (
    select
        system,
        argMax(id, (started_on, id)) as transfer_id,
        argMax(org_id, (started_on, id)) as branch,
        argMax(status, (started_on, id)) as status,
        argMax(ended_on, (started_on, id)) as ended_on
    from transfers
    group by system, member_id
),
appeals as (
    select
        system,
        transfer_id
    from app.dwd_transfer_appeal_log
    where sign != 0
        and day <= {day: Date32}
    group by system, transfer_id
    having sum(sign) > 0
)
select distinct
    if(tree.canonical_org_id != 0, tree.canonical_org_id, latest.branch) as org_id,
    'days' as item,
    toFloat64(dateDiff('day', latest.ended_on, {day: Date32})) as value
from latest
inner join app.dim_org as tree
    on tree.org_id = latest.branch
where latest.status = 'returned'
    and latest.ended_on > toDate32('1970-01-01')
    and (latest.system, latest.transfer_id) not in (select system, transfer_id from appeals)
    and not bitTest(tree.uncounted, {bit_transfer: UInt8})
