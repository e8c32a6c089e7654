import { measures } from '../../jobs/measures/measures.ts'
import { retention } from '../../jobs/retention/retention.ts'
import { METRICS } from '../../warehouse/catalogue/metrics.ts'
import { orgKey } from '../../warehouse/orgs/orgKey.ts'
import { UNASSIGNED } from '../../warehouse/orgs/tree.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import { addMonths, monthOf } from '../../warehouse/platform/time/day.ts'
import { UNPLACED, WHOLE } from '../../warehouse/query/rows/formulaSql.ts'
import { jobContext } from '../support/jobContext.ts'
import { type Comparison, differences, expectedOf } from './compare.ts'
import { PAST_MONTHS } from './population.ts'

const JOBS = [retention, measures]

/** Has the nightly jobs compute every month that the run asks about, the running one up to and including `today`. */
export async function runJobs(
  parts: { warehouse: Warehouse; config: Config },
  today: number,
  signal: AbortSignal,
): Promise<void> {
  const context = { ...jobContext(parts, Date.now()), signal }
  for (let month = addMonths(monthOf(today), -PAST_MONTHS); month <= today; month = addMonths(month, 1)) {
    const window = { from: month, to: Math.min(addMonths(month, 1) - 1, today) }
    for (const job of JOBS) await job.run(window, context)
  }
}

/**
 * Compares what the jobs wrote with the recount, for every organisation of the source and every month. `recount` holds
 * metric, month, place, numerator and denominator.
 */
export async function compareComputed(
  { app }: Warehouse,
  systemId: number,
  recount: readonly (readonly string[])[],
  today: number,
): Promise<Comparison[]> {
  const expected = expectedOf(recount, today)
  const places = new Set(recount.map(([, , place = '']) => place))
  const keys = new Map([...places].map(place => [orgKey(systemId, place), place]))
  const answer = await app.query({
    query: `select metric, toString(org_id) as org, toString(month) as month, toString(numerator) as numerator, toString(denominator) as denominator
      from app.ads_org_measure where breakdown = '' and span = '' and metric in {metrics: Array(String)} and org_id not in {unplaced: Array(UInt64)}`,
    query_params: { metrics: [...expected.keys()], unplaced: [WHOLE, UNASSIGNED, UNPLACED] },
    format: 'JSONEachRow',
  })
  const found = new Map<string, Map<string, string>>()
  for (const row of await answer.json<
    Record<'metric' | 'org' | 'month' | 'numerator' | 'denominator', string>
  >()) {
    const place = keys.get(row.org) ?? row.org
    // the recount knows what nobody keeps of the province alone
    if (row.metric === 'RET06' && !expected.get('RET06')?.has(`${place} ${row.month}`)) continue
    const cells = found.get(row.metric) ?? new Map<string, string>()
    found.set(row.metric, cells)
    cells.set(
      `${place} ${row.month}`,
      isRatio(row.metric) ? `${row.numerator}/${row.denominator}` : row.numerator,
    )
  }
  return [...expected].map(([metric, cells]) =>
    differences(metric, found.get(metric), cells, places, isRatio(metric)),
  )
}

function isRatio(name: string): boolean {
  return [...METRICS.values()].some(
    metric => metric.id === name && metric.kind === 'computed' && metric.isRatio,
  )
}
