-- The course of the key figures (warehouse/catalogue/trends.ts) over the last 48 complete months, of every organisation down to
-- the direct children of the counties: 36 that are shown, and a year for the comparison. For the trend sheets of workbooks;
-- the small lines of a report are part of its own question, so that they are of one state of the logs and one tree with it.
-- Written by the job trend from the query builder's own parts.
-- Grain: metric × organisation; rows that are 0 throughout are left out, no row means 0.
-- Under today's tree for all months (comparable scope). The whole table is replaced in one step, every night.
create table if not exists app.ads_org_trend {{on_cluster}}
(
    metric LowCardinality(String),
    -- 0 is the whole instance, with what has no place in the tree
    org_id UInt64,
    -- first day of the last month, the same in every row
    last_month Date32,
    -- oldest first, one per month; denominators are 1 unless the metric is a ratio
    numerators Array(Int64),
    denominators Array(Int64),
    -- last day that the logs were complete for, the same in every row
    as_of Date32
)
engine = {{engine.merge}}
order by (metric, org_id);
