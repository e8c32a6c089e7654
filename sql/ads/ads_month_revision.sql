-- Where the logs by now say something else than what was published, under the same tree of the month's end: late data.
-- Grain: month × metric × organisation × value of a breakdown; only those that differ. Rewritten per month, in one step, by
-- the job month_mart; a figure that agrees again disappears.
create table if not exists app.ads_month_revision {{on_cluster}}
(
    -- first day of the month
    month Date32,
    metric LowCardinality(String),
    org_id UInt64,
    breakdown LowCardinality(String),
    item LowCardinality(String),
    published_numerator Int64,
    published_denominator Int64,
    found_numerator Int64,
    found_denominator Int64,
    -- business day on which exactly this was found first
    found_on Date32
)
engine = {{engine.merge}}
partition by toYear(month) * 100 + toMonth(month)
order by (metric, org_id, breakdown, item);
