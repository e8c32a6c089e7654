-- Alerts as signed rows: what the rules of the catalogue (warehouse/catalogue/alerts) found at which organisation, day by day.
-- Grain: rule × organisation × item × day × sign. −1 is the state that ends, +1 the state that begins on that day, so the
-- alerts that were open at the end of a day are sum(sign) up to it. Rows of organisation 0 have no sign: kind judged says
-- that the rule was judged on the day, kind unknown (with the reason as item) at how many organisations it could not be.
-- Written by the job alerts. Its run replaces the partition of the month in one step, with the earlier days as they were and
-- the rows of its own day: run again it writes the same once.
create table if not exists app.ads_alert {{on_cluster}}
(
    day Date32,
    rule LowCardinality(String),
    org_id UInt64,
    -- what the rule watches at the organisation, '' where it is one thing
    item LowCardinality(String),
    kind LowCardinality(String) comment 'raised | changed | escalated | doubted | cleared; judged | unknown of organisation 0',
    sign Int8,
    severity LowCardinality(String) comment 'amber | red',
    -- day of the judgement that raised it; with rule, organisation and item the name of the alert
    raised_on Date32,
    -- first day of the first of the periods in a row for which it is known to hold
    since Date32,
    -- the figure and the line that it was compared with, in stored units: whole fen fit exactly
    figure Float64,
    line Float64,
    words String,
    -- day on which it became the matter of the organisation above, 1970-01-01 while it is not
    escalated_on Date32,
    -- why the last judgement could say nothing of it, '' when it could
    doubt LowCardinality(String),
    -- of organisation 0: alerts that hold, or organisations that are not known
    number UInt64
)
engine = {{engine.merge}}
partition by toYear(day) * 100 + toMonth(day)
order by (rule, org_id, item, day);
