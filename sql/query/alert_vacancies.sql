-- For how many days an organisation has had no secretary, no administrator, no operator, for the alert A8: since the last one left,
-- or since the organisation, or the first of them anywhere in its system, is known.
-- Grain: organisation × item: secretary, admin, operator. Systems that never told of any are left out.
-- Parameters: day (its end), bit_account (of `uncounted`: rows of such organisations are left out).
with
orgs as (
    select
        system,
        standing,
        minIf(greatest(day, changed_on), sign = 1) as known_since,
        sumIf(sign, secretary_key != 0) as secretaries,
        maxIf(day, sign = -1 and secretary_key != 0) as secretary_left_on
    from app.dwd_org_signs
    where day <= {day: Date32}
    group by system, standing
    having sum(sign) > 0
),
accounts as (
    select
        if(tree.canonical_org_id != 0, tree.canonical_org_id, changes.org_id) as standing,
        changes.account_kind as account_kind,
        sum(changes.gained) as held,
        max(changes.day) as last_changed_on
    from (
        select
            org_id,
            account_kind,
            day,
            sum(sign) as gained
        from app.dwd_account_log
        where sign != 0
            and day <= {day: Date32}
            and status in ('registered', 'active')
        group by org_id, account_kind, day
        having gained != 0
    ) as changes
    inner join app.dim_org as tree
        on tree.org_id = changes.org_id
    where not bitTest(tree.uncounted, {bit_account: UInt8})
    group by standing, account_kind
),
told as (
    select
        system,
        account_kind,
        min(greatest(day, changed_on)) as told_since
    from app.dwd_account_log
    where sign != 0
        and day <= {day: Date32}
        and account_kind in ('admin', 'operator')
    group by system, account_kind
)
select
    standing as org_id,
    'secretary' as item,
    toFloat64(dateDiff('day', greatest(known_since, secretary_left_on), {day: Date32})) as value
from orgs
where secretaries = 0
    and system in (select system from app.dwd_org_log where sign != 0 and secretary_key != 0 and day <= {day: Date32})
union all
select
    orgs.standing as org_id,
    told.account_kind as item,
    toFloat64(dateDiff('day', greatest(orgs.known_since, told.told_since, accounts.last_changed_on), {day: Date32})) as value
from orgs
inner join told
    on told.system = orgs.system
left join accounts
    on accounts.standing = orgs.standing and accounts.account_kind = told.account_kind
where accounts.held = 0
