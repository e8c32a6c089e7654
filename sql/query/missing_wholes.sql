-- The whole instance of metrics of a job of which a month has no figure for it: 0, so that the month is known to be written.
-- Grain: metric × span; columns of ads_org_measure.
-- Parameters: job, month, as_of; metrics, spans and denominators (1 unless a ratio), in the same order.
select
    {job: String} as job,
    {month: Date32} as month,
    metric,
    toUInt64(0) as org_id,
    '' as breakdown,
    '' as item,
    span,
    toInt64(0) as numerator,
    toInt64(denominator_of) as denominator,
    {as_of: Date32} as as_of
from (select 1)
array join
    {metrics: Array(String)} as metric,
    {spans: Array(String)} as span,
    {denominators: Array(UInt8)} as denominator_of
where (metric, span) not in (
    select metric, span
    from app.ads_org_measure
    where month = {month: Date32} and org_id = 0 and breakdown = ''
)
