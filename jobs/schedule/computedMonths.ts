import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { METRICS, type MeasureJob } from '../../warehouse/catalogue/metrics.ts'
import { REPORTS, type ReportId } from '../../warehouse/catalogue/reports.ts'
import { endOf, type Period } from '../../warehouse/platform/time/comparison.ts'
import { addMonths, monthOf } from '../../warehouse/platform/time/day.ts'
import { readFirstDay } from '../../warehouse/query/firstDay.ts'
import type { Missing } from '../../warehouse/query/types.ts'
import { rolesOf, windowsOf } from '../../warehouse/reports/reportAsks.ts'

/** A report for a period, as a mail or a workbook contains it. */
export interface UsedReport {
  report: ReportId
  period: Period
}

/**
 * What jobs must have computed for some reports: by job and month (its first day) the last day that its figures must cover.
 * By the metrics of the reports' columns; windows that they are compared with are not waited for. Pure.
 */
export function neededMonths(used: readonly UsedReport[]): Map<MeasureJob, Map<number, number>> {
  const needed = new Map<MeasureJob, Map<number, number>>()
  for (const { report, period } of used) {
    const windows = windowsOf(period)
    for (const column of REPORTS[report].columns) {
      const metric = column.kind === 'metric' ? METRICS.get(column.metric) : undefined
      if (column.kind !== 'metric' || metric?.kind !== 'computed') continue
      const { from, to } = windows[rolesOf(column)[0] ?? 'period']
      const months = needed.get(metric.job) ?? new Map<number, number>()
      needed.set(metric.job, months)
      // of the last month alone, or of all months of a sum
      for (
        let month = metric.over === 'last' ? monthOf(to) : monthOf(from);
        month <= to;
        month = addMonths(month, 1)
      )
        months.set(month, Math.max(months.get(month) ?? month, Math.min(endOf('month', month), to)))
    }
  }
  return needed
}

/** Which of the months that some reports need have not been computed, or not up to the day that they need. */
export async function missingMonths(
  client: ClickHouseClient,
  used: readonly UsedReport[],
): Promise<Missing[]> {
  const needed = neededMonths(used)
  if (needed.size === 0) return []
  const [computed, firstDay] = await Promise.all([
    readComputed(client, [...needed.keys()]),
    readFirstDay(client),
  ])
  // no job computes a month before the data begin
  const first = firstDay === undefined ? Number.NEGATIVE_INFINITY : monthOf(firstDay)
  return [...needed].flatMap(([job, months]): Missing[] => {
    const missing = [...months].flatMap(([month, until]) =>
      month >= first && (computed.get(`${job}|${month}`) ?? Number.NEGATIVE_INFINITY) < until ? [month] : [],
    )
    return missing.length > 0 ? [{ job, months: missing.sort((a, b) => a - b) }] : []
  })
}

const rows = z.array(z.tuple([z.string(), z.number(), z.number()]))

/** The last day that the figures of each job and month cover. */
async function readComputed(
  client: ClickHouseClient,
  jobs: readonly MeasureJob[],
): Promise<Map<string, number>> {
  const answer = await client.query({
    query: `select job, toInt32(month), toInt32(max(as_of))
      from app.ads_org_measure where job in {jobs: Array(String)} group by job, month`,
    query_params: { jobs },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'jobs: computed months' },
  })
  return new Map(rows.parse(await answer.json()).map(([job, month, asOf]) => [`${job}|${month}`, asOf]))
}
