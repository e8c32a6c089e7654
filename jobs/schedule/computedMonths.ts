import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { METRICS, type MeasureJob, type MetricId } from '../../warehouse/catalogue/metrics.ts'
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
    readComputed(client, computedIn(used)),
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

/** The computed metrics of some reports, by the job that computes them. */
function computedIn(used: readonly UsedReport[]): Map<MeasureJob, Set<MetricId>> {
  const found = new Map<MeasureJob, Set<MetricId>>()
  for (const { report } of used)
    for (const column of REPORTS[report].columns) {
      const metric = column.kind === 'metric' ? METRICS.get(column.metric) : undefined
      if (metric?.kind === 'computed')
        found.set(metric.job, (found.get(metric.job) ?? new Set()).add(metric.id))
    }
  return found
}

const rows = z.array(z.tuple([z.string(), z.string(), z.number(), z.number()]))

/**
 * The last day that the figures of each job and month cover, by `<job>|<month>`, all of these metrics: one that is new is missing in months that
 * were computed before it.
 */
export async function readComputed(
  client: ClickHouseClient,
  metrics: ReadonlyMap<MeasureJob, ReadonlySet<MetricId>>,
): Promise<Map<string, number>> {
  const answer = await client.query({
    query: `select job, metric, toInt32(month), toInt32(max(as_of))
      from app.ads_org_measure
      where org_id = 0 and job in {jobs: Array(String)} and metric in {metrics: Array(String)}
      group by job, metric, month`,
    query_params: { jobs: [...metrics.keys()], metrics: [...metrics.values()].flatMap(ids => [...ids]) },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'jobs: computed months' },
  })
  const days = new Map<string, number[]>()
  const found = rows.parse(await answer.json())
  for (const [job, , month, asOf] of found)
    days.set(`${job}|${month}`, [...(days.get(`${job}|${month}`) ?? []), asOf])
  return new Map(
    [...days].flatMap(([key, covered]) => {
      const [job = ''] = key.split('|')
      const all = [...metrics].find(([name]) => name === job)?.[1].size ?? 0
      return covered.length === all ? [[key, Math.min(...covered)]] : []
    }),
  )
}
