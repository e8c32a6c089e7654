import { fileURLToPath } from 'node:url'
import type { OutMessage } from '../../../ingest/demo/journal.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { measuresOf } from '../../../jobs/measures/measures.ts'
import { retention } from '../../../jobs/retention/retention.ts'
import type { Job } from '../../../jobs/schedule/job.ts'
import type { EntityName } from '../../../warehouse/catalogue/entities.ts'
import { METRICS, type Metric, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { LOWEST_TOLD_LEVEL, privacyOf } from '../../../warehouse/catalogue/privacy.ts'
import { addMonths, dayOf, monthOf } from '../../../warehouse/platform/time/day.ts'
import { getOrSet } from '../../../warehouse/query/getOrSet.ts'
import type { Ask, Cell } from '../../../warehouse/query/types.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { contextOf, runAll } from '../../jobs/support.ts'
import { loadSimulated } from '../province/loadSimulated.ts'
import { instant, type Simulated, type SimulatedOptions, simulate } from '../province/simulated.ts'
import { warehouseOrg } from '../province/truthCompare.ts'
import { type TestWarehouse, testWarehouse } from '../warehouse.ts'
import { entitiesOf } from './entitiesOf.ts'
import type { Oracle, OracleAsk } from './oracle.ts'
import { REFERENCE_FILE } from './references.ts'
import { OracleWorld } from './world.ts'

/** Whole months that are compared, the last ones. */
const MONTHS = 3
const EXACT = 1e-9

/** What one system's simulated province says, in the warehouse and in truth. */
export class OracleWarehouse {
  readonly world: OracleWorld
  private readonly today: number
  /** By metric, organisation and first day of the period. */
  private readonly cells = new Map<string, Cell>()

  private constructor(
    private readonly test: TestWarehouse,
    private readonly simulated: Simulated,
    until: string,
  ) {
    this.world = new OracleWorld(simulated.truth)
    this.today = dayOf(instant(until))
  }

  /** Lives a province, loads it as the product does, and has the last months of some metrics computed. */
  static async start(
    options: SimulatedOptions & { system: string },
    metrics: readonly MetricId[],
  ): Promise<OracleWarehouse> {
    const test = await testWarehouse({
      INGEST_SYSTEMS: options.system,
      REFERENCE_VALUES: fileURLToPath(REFERENCE_FILE),
    })
    try {
      const simulated = simulate(options)
      const { topics } = simulated
      await loadSimulated(test, { topics, messages: messagesOf(simulated, options.system, metrics) })
      const own = new OracleWarehouse(test, simulated, options.until)
      const context = contextOf(test, { now: () => instant(options.until) })
      for (const job of jobsOf(metrics)) await runAll(job, own.months(), context)
      await own.ask(metrics)
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
  compare(id: MetricId, oracle: Oracle): { lines: string[]; found: number } {
    let found = 0
    const lines = this.asksOf(metricOf(id)).flatMap(ask => {
      const cell = this.cells.get(keyOf(id, ask))
      const wanted = oracle(this.world, ask)
      if (wanted) found++
      return isSame(cell, wanted) ? [] : `${JSON.stringify(ask)}: ${show(cell)}, the oracle says ${wanted}`
    })
    return { lines, found }
  }

  /** All figures of an organisation at once: what stands in one log is one statement, and its months are one pass. */
  private async ask(metrics: readonly MetricId[]): Promise<void> {
    const asked = new Map<string, Map<string, { ask: Ask; ids: Set<MetricId> }>>()
    for (const id of metrics)
      for (const { org, from, to } of this.asksOf(metricOf(id))) {
        const isMonth = from === monthOf(from)
        const ofOrg = getOrSet(asked, org, () => new Map())
        const name = isMonth ? 'months' : 'days'
        const { ask, ids } = getOrSet(ofOrg, name, () => ({
          ask: {
            name,
            metrics: [],
            org: warehouseOrg(org, this.simulated.simulation.model.system),
            rows: 'total',
            from,
            to,
            grain: isMonth ? 'month' : 'all',
          },
          ids: new Set(),
        }))
        ask.from = Math.min(ask.from, from)
        ask.to = Math.max(ask.to, to)
        ids.add(id)
      }
    for (const [org, ofOrg] of asked) {
      const asks = [...ofOrg.values()].map(({ ask, ids }) => ({ ...ask, metrics: [...ids] }))
      const { answers } = await askUnmasked(this.test.warehouse.reader, { org: 'root' }, asks, this.today + 3)
      for (const { cells } of answers.values())
        for (const cell of cells) this.cells.set(keyOf(cell.metric, { org, from: cell.bucket }), cell)
    }
  }

  private months(): { from: number; to: number }[] {
    const first = monthOf(this.today)
    return Array.from({ length: MONTHS }, (_, i) => addMonths(first, i - MONTHS)).map(from => ({
      from,
      to: addMonths(from, 1) - 1,
    }))
  }

  /** The last whole months; of what is live also some days, of the largest organisation of each level. */
  private asksOf(metric: Metric): OracleAsk[] {
    const isComputed = metric.kind === 'computed'
    const periods = this.months()
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

/** What was said of the logs that some metrics are made of, of their parents, and of the organisations. */
function messagesOf({ messages }: Simulated, system: string, ids: readonly MetricId[]): OutMessage[] {
  const { all, feeds } = loadMappings([system])
  const read = new Set<EntityName>(['org', ...ids.flatMap(id => entitiesOf(metricOf(id)))])
  const parents = all.filter(({ entity }) => read.has(entity)).flatMap(mapping => mapping.parents)
  const wanted = new Set([...read, ...parents.map(({ parent }) => parent)])
  return messages.filter(({ topic }) => feeds(topic).some(log => wanted.has(log)))
}

/** The jobs that compute some metrics, and nothing beside them. */
function jobsOf(ids: readonly MetricId[]): Job[] {
  const computed = ids.map(metricOf).filter(metric => metric.kind === 'computed')
  const formulas = computed.filter(({ formula }) => formula)
  return [
    ...(computed.some(({ job }) => job === 'retention') ? [retention] : []),
    ...(formulas.length > 0 ? [measuresOf(formulas)] : []),
  ]
}

function metricOf(id: MetricId): Metric {
  const metric = METRICS.get(id)
  if (!metric) throw new Error(`unknown metric ${id}`)
  return metric
}

function keyOf(metric: MetricId, { org, from }: Pick<OracleAsk, 'org' | 'from'>): string {
  return `${metric} ${org} ${from}`
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
