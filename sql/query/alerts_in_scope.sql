-- Alerts of a subtree, the gravest and newest first: the open ones as they stand, or those that were cleared as they stood last.
-- Grain: one row per alert (rule × organisation × item × day of the raise). Days since 1970-01-01, 0 for none.
-- Parameters: org (top of the subtree, 0 is the whole instance), only (an organisation without those below it, 0 for all), is_open, is_escalated (only those that are the matter of the organisation
-- above), rules, own_rules (told of the organisation `reader` alone), reader (0 for none), severity ('' is any), most, skipped.
with
states as (
    select
        rule,
        org_id,
        item,
        severity,
        raised_on,
        since,
        figure,
        line,
        words,
        escalated_on,
        doubt,
        sum(sign) as standing,
        maxIf(day, kind = 'cleared') as cleared_on
    from app.ads_alert
    where org_id != 0
        and ({only: UInt64} = 0 or org_id = {only: UInt64})
        and rule in {rules: Array(String)}
        and (rule not in {own_rules: Array(String)} or org_id = {reader: UInt64})
        and ({is_escalated: UInt8} = 0 or escalated_on > toDate32('1970-01-01'))
        and ({severity: String} = '' or severity = {severity: String})
    group by rule, org_id, item, severity, raised_on, since, figure, line, words, escalated_on, doubt
    having if({is_open: UInt8} = 1, standing > 0, standing = 0 and countIf(kind = 'cleared') > 0)
)
select
    states.rule,
    toString(states.org_id) as org,
    states.item,
    states.severity,
    toInt32(states.raised_on) as raised_day,
    toInt32(states.since) as since_day,
    states.figure,
    states.line,
    states.words,
    toInt32(states.escalated_on) as escalated_day,
    states.doubt,
    if({is_open: UInt8} = 1, 0, toInt32(states.cleared_on)) as cleared_day,
    tree.org_full_name as full_name,
    tree.org_short_name as short_name,
    arrayMap(x -> toString(x), tree.path) as path,
    toUInt32(count() over ()) as total
from states
inner join app.dim_org as tree
    on tree.org_id = states.org_id
where {org: UInt64} = 0
    or has(tree.path, {org: UInt64})
order by
    cleared_day desc,
    states.severity = 'red' desc,
    states.raised_on desc,
    tree.position,
    states.org_id,
    states.rule,
    states.item
limit {most: UInt32} offset {skipped: UInt32}
