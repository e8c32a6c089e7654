-- How many alerts of a subtree are open. Grain: rule × severity.
-- Parameters: org (top of the subtree, 0 is the whole instance).
select
    alert.rule as rule,
    alert.severity as severity,
    toUInt32(sum(alert.sign)) as open
from app.ads_alert as alert
inner join app.dim_org as tree
    on tree.org_id = alert.org_id
where alert.org_id != 0
    and ({org: UInt64} = 0 or has(tree.path, {org: UInt64}))
group by rule, severity
having sum(alert.sign) > 0
order by rule, severity
