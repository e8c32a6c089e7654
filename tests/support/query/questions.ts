import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { isToldAt } from '../../../warehouse/catalogue/privacy.ts'
import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import { whileUnreachable } from '../../../warehouse/platform/clickhouse/retry.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { dayOf } from '../../../warehouse/platform/time/day.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { entitiesOf } from '../oracle/entitiesOf.ts'
import type { Truth, TruthAsk } from '../province/truth.ts'
import { differences, warehouseOrg } from '../province/truthCompare.ts'
import { TOLD_METRICS } from '../province/truthConditions.ts'

/** Questions of one call: each costs the engine some planning. */
const TOGETHER = 12

/**
 * Asks every metric that is summed from the logs for every organisation of the given levels (2 = province, 3 = city, 4 = county), now and on the given past days, as a total and by children,
 * and returns where the answers differ from the truth; nothing when all are equal.
 */
export async function askEverything(
  warehouse: Warehouse,
  truth: Truth,
  days: readonly number[],
  levels: readonly number[],
  today: number,
): Promise<{ lines: string[]; cells: number }> {
  const { tree } = truth
  const log = createLog('test')
  const orgs = [
    'root',
    ...tree
      .all()
      .filter(
        id => levels.includes(tree.pathOf(id).length + 1) && tree.attributesOf(id)?.org_type !== 'branch',
      ),
  ]
  const asks: (Omit<TruthAsk, 'metric'> & { metrics: readonly MetricId[] })[] = []
  for (const together of askedTogether())
    for (const org of orgs) {
      const children = org === 'root' ? 2 : tree.pathOf(org).length + 2
      const metrics = together.filter(id => isToldAt(id, children))
      const [metric] = metrics
      if (!metric) continue
      for (const day of days) asks.push({ metrics, org, rows: 'children', ...periodOf(metric, day) })
      asks.push({ metrics, org, rows: 'total', ...periodOf(metric, today) })
    }
  const lines: string[] = []
  let cells = 0
  for (let i = 0; i < asks.length; i += TOGETHER) {
    const some = asks.slice(i, i + TOGETHER)
    // the truth is computed without a pause, during which the server may close a socket that has been idle
    const { answers } = await whileUnreachable(
      () =>
        askUnmasked(
          warehouse.reader,
          { org: 'root' },
          some.map(({ org, ...one }, n) => ({ ...one, org: warehouseOrg(org), name: String(n) })),
          today,
        ),
      { log },
    )
    for (const [n, one] of some.entries()) {
      const answer = answers.get(String(n))
      const { metrics, ...rest } = one
      if (!answer) lines.push(`no answer to ${JSON.stringify(one)}`)
      else
        for (const metric of metrics)
          lines.push(
            ...differences(truth, { ...rest, metric }, answer).map(line => `${JSON.stringify(rest)} ${line}`),
          )
      cells += answer?.cells.length ?? 0
    }
  }
  return { lines, cells }
}

/** What is summed from the same logs over the same days; what jobs compute is compared in their own tests. */
function askedTogether(): MetricId[][] {
  const groups = new Map<string, MetricId[]>()
  for (const metric of TOLD_METRICS) {
    const key = `${[...new Set(entitiesOf(metric))].sort().join()} ${isOfBills(metric.id)}`
    groups.set(key, [...(groups.get(key) ?? []), metric.id])
  }
  return [...groups.values()]
}

function isOfBills(metric: MetricId): boolean {
  return metric.startsWith('DUE')
}

/** A month for the figures of bills, which stand on its first day; otherwise the day itself. */
function periodOf(metric: MetricId, day: number): Pick<TruthAsk, 'from' | 'to' | 'grain'> {
  const from = isOfBills(metric)
    ? dayOf(
        Date.UTC(new Date(day * 86_400_000).getUTCFullYear(), new Date(day * 86_400_000).getUTCMonth(), 1),
      )
    : day
  return { from, to: day, grain: 'all' }
}
