import type { ClickHouseClient } from '@clickhouse/client'
import type { MetricId } from '../../warehouse/catalogue/metrics.ts'
import type { CanonicalOrg } from '../../warehouse/orgs/canonicalTree.ts'
import { readCountingRules } from '../../warehouse/orgs/countingRules.ts'
import { treesAt } from '../../warehouse/orgs/treeAt.ts'
import { entityBit } from '../../warehouse/orgs/treeShape.ts'
import { type InsertedRow, insertRows } from '../../warehouse/platform/clickhouse/insertRows.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { endOf, type Window } from '../../warehouse/platform/time/comparison.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import { UNPLACED, WHOLE } from '../../warehouse/query/rows/formulaSql.ts'
import { insertMeasures, type Measure, type Run, replaceMonths } from '../measures/replaceMeasures.ts'
import type { Job, JobContext } from '../schedule/job.ts'
import { monthlyWindows, monthOfWindow } from '../schedule/windows.ts'
import { checkOverrides, checkRetention } from './checkRetention.ts'
import { readRatiosInForce } from './enteredSplits.ts'
import { ratiosOn } from './ratios.ts'
import {
  type Retention,
  type RetentionInput,
  splitRetention,
  UNALLOCATED_CAUSES,
  type UnallocatedCause,
} from './splitRetention.ts'

/** How many names a message holds. */
const NAMED = 5
const STATEMENT = 'app.ads_dues_retention'

/**
 * RET01–RET04, RET06 and the statement `app.ads_dues_retention`: the month's dues split by the tree, rights and accounts
 * of the window's last day and the ratios of the month's last day. A split that the check does not confirm to the fen is
 * not written.
 */
export const retention: Job = {
  name: 'retention',
  title: '团费留存',
  version: 2,
  schedule: '10 3 * * *',
  windows: monthlyWindows,
  async run(window, context) {
    const [rows = 0] = await writeMonths([window], context)
    return rows
  },
  runTogether: writeMonths,
}

async function writeMonths(windows: readonly Window[], context: JobContext): Promise<number[]> {
  const { warehouse, signal, progress } = context
  const runs = windows.map(
    (window): Run => ({ job: 'retention', month: monthOfWindow(window), asOf: window.to }),
  )
  progress(0, '读取实收与组织树')
  return replaceMonths(
    context,
    runs,
    [STATEMENT, 'app.ads_org_measure'],
    async ([statements = '', measures = '']) => {
      let done = 0
      for await (const input of readRetentions(windows, context)) {
        const [window, run] = [windows[done], runs[done]]
        if (!window || !run) break
        progress(done / windows.length, `分配与核对 ${formatDay(window.from).slice(0, 7)}`)
        const split = splitRetention(input)
        const faults = checkRetention(input, split)
        if (faults.length > 0)
          throw new Error(
            `the split of ${formatDay(run.month).slice(0, 7)} does not add up in ${faults.length} places: ${faults.slice(0, NAMED).join('; ')}`,
          )
        tellFaults(split, window, context)
        const rows = statementsOf(split, window)
        await insertRows(warehouse.app, { table: statements, columns: STATEMENT_COLUMNS }, rows, signal)
        await insertMeasures(context, run, measures, measuresOf(split))
        done++
      }
    },
  )
}

/** What the split of each window is computed from. Throws `TuanshuError('config')` for ratios that do not fit. */
async function* readRetentions(
  windows: readonly Window[],
  { warehouse, config }: Pick<JobContext, 'warehouse' | 'config'>,
): AsyncGenerator<RetentionInput> {
  const table = await readRatiosInForce(warehouse.app, config)
  const collected = await readCollected(warehouse.app, windows)
  const days = windows.map(({ to }) => to)
  let next = 0
  for await (const tree of treesAt(warehouse.app, days, readCountingRules(config))) {
    const window = windows[next]
    if (!window) return
    const ratios = ratiosOn(table, endOf('month', monthOfWindow(window)))
    const orgs = tree.orgs.filter(org => org.canonical_org_id === '0')
    checkOverrides({ orgs, ratios })
    yield { orgs, ratios, collected: collectedBy(tree.orgs, collected[next] ?? []) }
    next++
  }
}

/** Fen by the organisation that owns the payments, of each window. */
async function readCollected(
  client: ClickHouseClient,
  windows: readonly Window[],
): Promise<{ org_id: string; fen: string }[][]> {
  const result = await client.query({
    query: sqlFile('dues_collected'),
    query_params: {
      froms: windows.map(({ from }) => formatDay(from)),
      tos: windows.map(({ to }) => formatDay(to)),
    },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'job retention' },
  })
  const rows = await result.json<{ place: number; org_id: string; fen: string }>()
  return windows.map((_, i) => rows.filter(({ place }) => place === i + 1))
}

/** Dues by the organisation that the payee stands for, of those whose payments count. */
function collectedBy(
  orgs: readonly CanonicalOrg[],
  rows: readonly { org_id: string; fen: string }[],
): Map<string, number> {
  const bit = 1n << BigInt(entityBit('dues_payment'))
  const byId = new Map(orgs.map(org => [org.org_id, org]))
  const collected = new Map<string, number>()
  for (const { org_id, fen } of rows) {
    const org = byId.get(org_id)
    if (org && (BigInt(org.uncounted) & bit) !== 0n) continue
    const payee = org && org.canonical_org_id !== '0' ? org.canonical_org_id : org_id
    collected.set(payee, (collected.get(payee) ?? 0) + fenOf(fen))
  }
  return collected
}

function fenOf(text: string): number {
  const fen = Number(text)
  if (Number.isSafeInteger(fen)) return fen
  throw new TuanshuError(
    'input',
    `${text} fen of one organisation in a month cannot be right; correct the payments`,
  )
}

/** What is wrong with the data, though every fen is accounted for. */
function tellFaults({ orgs, outside }: Retention, window: Window, { log }: JobContext): void {
  const month = formatDay(window.from).slice(0, 7)
  if (outside !== 0)
    log.warn(
      { month, fen: outside },
      'dues were paid to organisations that no source has told of; they are not split',
    )
  const second = orgs.filter(one => one.isSecondRight)
  if (second.length > 0)
    log.warn(
      { month, orgs: second.length, first: second.slice(0, NAMED).map(one => one.org.org_full_name) },
      'organisations have the right to keep dues below another one that has it: only the upper one is counted',
    )
}

const STATEMENT_COLUMNS = [
  'month',
  'as_of',
  'org_id',
  'parent_org_id',
  'class',
  'has_right',
  'sub_account_status',
  'is_second_right',
  'ratio',
  'collected_fen',
  'own_fen',
  'from_children_fen',
  'children_total_fen',
  'retained_below_fen',
  'to_superiors_fen',
  ...UNALLOCATED_CAUSES.map(cause => `${cause}_fen`),
]

function* statementsOf({ orgs }: Retention, window: Window): Iterable<InsertedRow> {
  const [month, asOf] = [formatDay(monthOfWindow(window)), formatDay(window.to)]
  for (const one of orgs) {
    if (one.collected === 0 && !one.hasRight) continue
    yield [
      month,
      asOf,
      one.org.org_id,
      one.org.parent_org_id,
      one.class,
      Number(one.hasRight),
      one.org.sub_account_status ?? '',
      Number(one.isSecondRight),
      one.ratio,
      one.collected,
      one.own,
      one.fromChildren,
      one.childrenTotal,
      one.retained - one.own - one.fromChildren,
      one.toSuperiors,
      ...UNALLOCATED_CAUSES.map(cause => one.unallocated[cause]),
    ]
  }
}

/**
 * The metrics of every organisation, of the whole instance (its tops together) and of what has no place: dues that were paid
 * to organisations that the tree does not hold stand for no level. No row means 0.
 */
function* measuresOf({ orgs, outside }: Retention): Iterable<Measure> {
  const whole = new Map<string, Measure>()
  for (const { org, own, fromChildren, childrenTotal, unallocated } of orgs) {
    const figures: [MetricId, UnallocatedCause | '', number][] = [
      ['RET01', '', own + fromChildren],
      ['RET02', '', own],
      ['RET03', '', fromChildren],
      ['RET04', '', childrenTotal],
      ['RET06', '', UNALLOCATED_CAUSES.reduce((sum, cause) => sum + unallocated[cause], 0)],
    ]
    for (const cause of UNALLOCATED_CAUSES) figures.push(['RET06', cause, unallocated[cause]])
    for (const [metric, item, numerator] of figures) {
      if (numerator === 0) continue
      const measure = measureOf(metric, org.org_id, item, numerator)
      yield measure
      if (org.path.length === 1) addTo(whole, measure)
    }
  }
  if (outside !== 0)
    for (const item of ['', 'missing_level'] as const) {
      const measure = measureOf('RET06', UNPLACED, item, outside)
      yield measure
      addTo(whole, measure)
    }
  yield* whole.values()
}

function measureOf(metric: MetricId, org: string, item: string, numerator: number): Measure {
  const breakdown = item === '' ? '' : 'unallocated_cause'
  return { metric, org_id: org, breakdown, item, numerator, denominator: 1 }
}

function addTo(whole: Map<string, Measure>, measure: Measure): void {
  const key = `${measure.metric}|${measure.item}`
  const known = whole.get(key)?.numerator ?? 0
  whole.set(key, { ...measure, org_id: WHOLE, numerator: known + measure.numerator })
}
