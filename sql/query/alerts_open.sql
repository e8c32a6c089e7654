-- Alerts that were open at the end of a day, as they stood then.
-- Grain: one row per alert (rule × organisation × item). Days since 1970-01-01.
-- Parameters: day.
select
    rule,
    toString(org_id) as org,
    item,
    severity,
    toInt32(raised_on) as raised_day,
    toInt32(since) as since_day,
    figure,
    line,
    words,
    toInt32(escalated_on) as escalated_day,
    doubt
from app.ads_alert
where org_id != 0
    and day <= {day: Date32}
group by rule, org_id, item, severity, raised_on, since, figure, line, words, escalated_on, doubt
having sum(sign) > 0
order by rule, org_id, item
