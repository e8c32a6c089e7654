-- Figures that jobs computed, for some metrics, organisations and months; and which months each job has written at all.
-- Grain: metric × organisation × month × item; a row with org 0 says that the job (in the place of the metric) has written the month.
select
    metric,
    toString(org_id) as org,
    toInt32(month) as month_day,
    item,
    numerator,
    denominator
from app.ads_org_measure
where metric in {metrics: Array(String)}
    and org_id in {orgs: Array(UInt64)}
    and month >= {from: Date32}
    and month <= {to: Date32}
union all
select
    job as metric,
    '0' as org,
    toInt32(month) as month_day,
    '' as item,
    toInt64(1) as numerator,
    toInt64(1) as denominator
from app.ads_org_measure
where month >= {from: Date32}
    and month <= {to: Date32}
group by job, month
