-- SYS08 and SYS09 of every organisation down to {lowest}: how many identities were checked there, and how many fail. What is
-- checked for the whole instance only counts for it and for the top of the tree.
-- Grain: metric × organisation × identity ('' is the total); columns of ads_org_measure.
-- Parameters: month, as_of, lowest, identities and levels (lowest level at which each is checked).
with
checks as (
    select identity, lowest
    from (select 1)
    array join {identities: Array(String)} as identity, {levels: Array(UInt8)} as lowest
    where identity not in (select identity from app.ads_data_quality where month = {month: Date32} and outcome = 'skipped')
),
orgs as (
    select org_id, level
    from app.dim_org
    where level <= {lowest: UInt8} and canonical_org_id = 0
    union all
    select toUInt64(0) as org_id, toUInt8(1) as level
),
failing as (
    select distinct org_id, identity
    from app.ads_data_quality
    where month = {month: Date32} and outcome = 'fails'
),
checked as (
    select
        orgs.org_id as org_id,
        checks.identity as identity,
        (if(checks.lowest = 1, toUInt64(0), orgs.org_id), toLowCardinality(checks.identity)) in (select org_id, identity from failing) as fails
    from orgs
    cross join checks
    where orgs.level <= greatest(checks.lowest, 2)
),
items as (
    select org_id, arrayJoin(['', identity]) as item, countIf(not fails) as passed, countIf(fails) as failed
    from checked
    group by org_id, item
)
select
    'quality' as job,
    {month: Date32} as month,
    arrayJoin(['SYS08', 'SYS09']) as metric,
    org_id,
    if(item = '', '', 'identity') as breakdown,
    item,
    '' as span,
    toInt64(if(metric = 'SYS08', passed, failed)) as numerator,
    toInt64(if(metric = 'SYS08', passed + failed, 1)) as denominator,
    {as_of: Date32} as as_of
from items
