-- SYS02: minutes from the newest change of each system to the end of the window, by what is stored now. Until the day is over a
-- system that has fallen silent shows here; once its changes have come, so has the past.
-- Grain: metric × organisation (the whole instance and the top of the tree) × system ('' is the one furthest behind); columns
-- of ads_org_measure.
-- Parameters: month, as_of, until (the first instant after the window).
with
newest as (
    select system, max(changed_at) as changed
    from ops.ods_change
    where changed_at < {until: DateTime64(3, 'Asia/Shanghai')}
    group by system
),
behind as (
    select
        toString(system) as item,
        toInt64(dateDiff('minute', changed, {until: DateTime64(3, 'Asia/Shanghai')})) as minutes
    from newest
),
items as (
    select item, minutes
    from behind
    union all
    select '' as item, max(minutes) as minutes
    from behind
    having count() > 0
),
places as (
    select org_id
    from app.dim_org
    where level = 2 and canonical_org_id = 0
    union all
    select toUInt64(0) as org_id
)
select
    'quality' as job,
    {month: Date32} as month,
    'SYS02' as metric,
    org_id,
    if(item = '', '', 'source_system') as breakdown,
    item,
    '' as span,
    minutes as numerator,
    toInt64(1) as denominator,
    {as_of: Date32} as as_of
from items
cross join places
