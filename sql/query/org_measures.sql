-- Figures that jobs computed, for some metrics, organisations and months.
-- Grain: metric × organisation × month × breakdown × item × span. The row of organisation 0 says that the metric of the month is written.
-- Parameters: metrics and jobs (in the same order: what another job wrote is of an older version), orgs, breakdowns, from, to.
select
    metric,
    toString(org_id) as org,
    toInt32(month) as month_day,
    breakdown,
    item,
    span,
    numerator,
    denominator
from app.ads_org_measure
where metric in {metrics: Array(String)}
    and (metric, job) in arrayZip({metrics: Array(String)}, {jobs: Array(String)})
    and org_id in {orgs: Array(UInt64)}
    and breakdown in {breakdowns: Array(String)}
    and month >= {from: Date32}
    and month <= {to: Date32}
