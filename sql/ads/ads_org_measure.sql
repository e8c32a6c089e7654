-- Figures of metrics that a job computes, because no sum of signed rows can tell them: distinct people, single bills, the
-- split of the dues. Written by jobs/measures; read by the query builder as any other figure.
-- Grain: metric × organisation × month × value of a breakdown ('' is the total). A figure is never summed over organisations:
-- every organisation that is asked about has its own row, and no row means 0 in a month that its job has written; a row
-- of organisation 0 without a metric says that it has, also when it found nothing.
-- A job replaces the partition of its month in one step, so readers see all of a run or nothing of it.
create table if not exists app.ads_org_measure {{on_cluster}}
(
    job LowCardinality(String),
    -- first day of the month
    month Date32,
    metric LowCardinality(String),
    org_id UInt64,
    item LowCardinality(String),
    numerator Int64,
    -- 1 unless the metric is a ratio
    denominator Int64,
    -- last day that the figure covers: the end of the month, or an earlier day while the month runs
    as_of Date32
)
engine = {{engine.merge}}
partition by (job, toYear(month) * 100 + toMonth(month))
order by (metric, org_id, item);
