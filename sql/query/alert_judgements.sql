-- When each rule was judged last, and why it could not be judged then, wholly or somewhere.
-- Grain: rule × kind (judged, unknown) × reason, of the rule's last day. Days since 1970-01-01.
with
latest as (
    select rule, max(day) as last_day
    from app.ads_alert
    where org_id = 0
    group by rule
)
select
    alert.rule as rule,
    toInt32(alert.day) as judged_day,
    alert.kind as kind,
    alert.item as reason
from app.ads_alert as alert
inner join latest
    on latest.rule = alert.rule and latest.last_day = alert.day
where alert.org_id = 0
order by rule, kind, reason
