-- Months whose figures are published: settled, and never changed any more. Written by the job month_mart, after the month
-- stands in ads_org_month for good.
-- Grain: one row per month.
create table if not exists app.ads_month_published {{on_cluster}}
(
    -- first day of the month
    month Date32,
    -- business day and version of the job
    published_on Date32,
    version UInt16,
    rows UInt64
)
engine = {{engine.merge}}
order by month
settings {{settings.durable}};
