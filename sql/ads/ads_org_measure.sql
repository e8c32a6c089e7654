-- Figures of metrics that a job computes, because no sum of signed rows can tell them: distinct people, single bills, the
-- split of the dues. Written by jobs/measures; read by the query builder as any other figure.
-- Grain: metric × organisation × month × value of a breakdown ('' is the total) × span. A figure is never summed over
-- organisations: every organisation that is asked about has its own row. Organisation 0 is the whole instance, the highest
-- number 未归属. The whole instance always has a row of the total, also when it is 0: that says that the metric of the month
-- is written, and then no row of an organisation means 0.
-- A job replaces the partition of its month in one step, so readers see all of a run or nothing of it.
create table if not exists app.ads_org_measure {{on_cluster}}
(
    job LowCardinality(String),
    -- first day of the month
    month Date32,
    metric LowCardinality(String),
    org_id UInt64,
    breakdown LowCardinality(String) comment 'which breakdown `item` is a value of; empty for the total',
    item LowCardinality(String),
    span LowCardinality(String) comment 'empty for the month; quarter or year so far, of what counts once in them',
    numerator Int64,
    -- 1 unless the metric is a ratio
    denominator Int64,
    -- last day that the figure covers: the end of the month, or an earlier day while the month runs
    as_of Date32
)
engine = {{engine.merge}}
partition by (job, toYear(month) * 100 + toMonth(month))
order by (metric, org_id, item);
