-- Month mart: what every organisation down to the direct children of the counties reports of a month, with the bases of its
-- changes. Written by the job month_mart from the query builder's own parts.
-- Grain: month × metric × organisation × value of a breakdown; rows that are 0 throughout are left out, no row means 0.
-- All windows are counted under the tree of the month's end (dim_org_month), so that changes compare like with like. A
-- published month (ads_month_published) never changes; what late data would make of it stands in ads_month_revision.
-- A month is replaced in one step, so readers see all of it or nothing. Value = numerator ÷ denominator.
create table if not exists app.ads_org_month {{on_cluster}}
(
    -- first day of the month
    month Date32,
    metric LowCardinality(String),
    -- 0 is the whole instance, with what has no place in the tree
    org_id UInt64,
    -- name and value of a breakdown, '' for the figure as a whole
    breakdown LowCardinality(String),
    item LowCardinality(String),
    -- the month; denominators are 1 unless the metric is a ratio
    numerator Int64,
    denominator Int64,
    -- the month before
    mom_numerator Int64,
    mom_denominator Int64,
    -- the same month of the year before
    yoy_numerator Int64,
    yoy_denominator Int64,
    -- from the first of January to the month's end; a stock is that of the end
    ytd_numerator Int64,
    ytd_denominator Int64,
    -- the same of the year before
    ytd_before_numerator Int64,
    ytd_before_denominator Int64
)
engine = {{engine.merge}}
partition by toYear(month) * 100 + toMonth(month)
order by (metric, org_id, breakdown, item);
