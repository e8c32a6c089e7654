import { fileURLToPath } from 'node:url'
import { measures } from '../../../jobs/measures/measures.ts'
import { retention } from '../../../jobs/retention/retention.ts'
import type { Job } from '../../../jobs/schedule/job.ts'
import { METRICS, type Metric, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { LOWEST_TOLD_LEVEL, privacyOf } from '../../../warehouse/catalogue/privacy.ts'
import { addMonths, dayOf, monthOf } from '../../../warehouse/platform/time/day.ts'
import { readFirstDay } from '../../../warehouse/query/firstDay.ts'
import type { Ask, Cell } from '../../../warehouse/query/types.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { contextOf } from '../../jobs/support.ts'
import { loadSimulated } from '../province/loadSimulated.ts'
import { instant, type Simulated, type SimulatedOptions, simulate } from '../province/simulated.ts'
import { warehouseOrg } from '../province/truthCompare.ts'
import { type TestWarehouse, testWarehouse } from '../warehouse.ts'
import type { Oracle, OracleAsk } from './oracle.ts'
import { REFERENCE_FILE } from './references.ts'
import { OracleWorld } from './world.ts'

/** Jobs whose figures an oracle can check. */
const JOBS: readonly Job[] = [retention, measures]
/** Whole months that are compared, the last ones. */
const MONTHS = 3
const EXACT = 1e-9

/** What one system's simulated province says, in the warehouse and in truth. */
export class OracleWarehouse {
  readonly world: OracleWorld
  private readonly today: number

  private constructor(
    private readonly test: TestWarehouse,
    private readonly simulated: Simulated,
    until: string,
  ) {
    this.world = new OracleWorld(simulated.truth)
    this.today = dayOf(instant(until))
  }

  /** Lives a province, loads it as the product does, and has the jobs compute their last months. */
  static async start(options: SimulatedOptions & { system: string }): Promise<OracleWarehouse> {
    const test = await testWarehouse({
      INGEST_SYSTEMS: options.system,
      REFERENCE_VALUES: fileURLToPath(REFERENCE_FILE),
    })
    try {
      const simulated = simulate(options)
      await loadSimulated(test, simulated)
      const own = new OracleWarehouse(test, simulated, options.until)
      const { today } = own
      const since = addMonths(monthOf(today), -MONTHS) - 1
      const now = () => instant(options.until)
      for (const job of JOBS) {
        const windows = job.windows(today, since, await readFirstDay(test.warehouse.app))
        for (const window of windows) await job.run(window, contextOf(test, { now }))
      }
      return own
    } catch (error) {
      await test.stop()
      throw error
    }
  }

  stop(): Promise<void> {
    return this.test.stop()
  }

  /** Where the figures of a metric and its oracle differ, as lines; `found` counts the figures that are not zero. */
  async compare(id: MetricId, oracle: Oracle): Promise<{ lines: string[]; found: number }> {
    const metric = METRICS.get(id)
    if (!metric) throw new Error(`unknown metric ${id}`)
    const asks = this.asksOf(metric)
    const { answers } = await askUnmasked(
      this.test.warehouse.reader,
      { org: 'root' },
      asks.map(({ org, from, to }, i): Ask => {
        const place = warehouseOrg(org, this.simulated.simulation.model.system)
        return { name: String(i), metrics: [id], org: place, rows: 'total', from, to, grain: 'all' }
      }),
      this.today + 3,
    )
    let found = 0
    const lines = asks.flatMap((ask, i) => {
      const cell = answers.get(String(i))?.cells.find(one => one.metric === id)
      const wanted = oracle(this.world, ask)
      if (wanted) found++
      return isSame(cell, wanted) ? [] : `${JSON.stringify(ask)}: ${show(cell)}, the oracle says ${wanted}`
    })
    return { lines, found }
  }

  /** The last whole months; of what is live also some days, of the largest organisation of each level. */
  private asksOf(metric: Metric): OracleAsk[] {
    const first = monthOf(this.today)
    const months = Array.from({ length: MONTHS }, (_, i) => addMonths(first, -1 - i))
    const isComputed = metric.kind === 'computed'
    const periods = months.map(from => ({ from, to: addMonths(from, 1) - 1 }))
    if (!isComputed) periods.push({ from: this.today - 9, to: this.today - 1 })
    return periods.flatMap(period =>
      ['root', ...this.largest(privacyOf(metric) === 'restricted' ? LOWEST_TOLD_LEVEL : undefined)].map(
        org => ({
          ...period,
          org,
          treeDay: isComputed ? period.to : this.today,
        }),
      ),
    )
  }

  /** One organisation of each level, down to `lowest`: that with most below it. */
  private largest(lowest = Number.POSITIVE_INFINITY): string[] {
    const tree = this.world.tree(this.today)
    const below = new Map<string, number>()
    for (const org of tree.all())
      for (const above of tree.pathOf(org)) below.set(above, (below.get(above) ?? 0) + 1)
    const byLevel = new Map<number, string>()
    for (const org of tree.all()) {
      const level = tree.pathOf(org).length
      const known = byLevel.get(level)
      if (level > 0 && (!known || (below.get(org) ?? 0) > (below.get(known) ?? 0))) byLevel.set(level, org)
    }
    // the province, the first of every path, stands on level 2
    return [...byLevel].flatMap(([depth, org]) => (depth + 1 <= lowest ? [org] : []))
  }
}

/** Nothing and zero are the same where there is nothing to count; a share of nothing is none on both sides. */
function isSame(cell: Cell | undefined, wanted: number | null): boolean {
  const value = cell?.value ?? null
  if (value === null || wanted === null) return (value ?? 0) === 0 && (wanted ?? 0) === 0
  return Math.abs(value - wanted) <= EXACT * Math.max(1, Math.abs(wanted))
}

function show(cell: Cell | undefined): string {
  return cell ? `${cell.value} (${cell.numerator}/${cell.denominator}) ${cell.absence ?? ''}` : 'no figure'
}
