import { createHash } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { logsOfMetric } from '../../warehouse/catalogue/metricPlaces.ts'
import { type Computed, METRICS } from '../../warehouse/catalogue/metrics.ts'
import { startOf } from '../../warehouse/contract/calendar.ts'
import { readCountingRules } from '../../warehouse/orgs/countingRules.ts'
import { treesAt } from '../../warehouse/orgs/treeAt.ts'
import { readTreeShapes } from '../../warehouse/orgs/treeShape.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import { readFilledLogs } from '../../warehouse/query/filledLogs.ts'
import { type Span, spansOf } from '../../warehouse/query/measures.ts'
import { type FormulaQuery, formulaQueries } from '../../warehouse/query/rows/formulaSql.ts'
import { readKnownReferences } from '../../warehouse/reference/knownOrgs.ts'
import type { ReferenceRow } from '../../warehouse/reference/referenceValues.ts'
import type { Job, JobContext } from '../schedule/job.ts'
import { runStatement } from '../schedule/runStatement.ts'
import { monthlyWindows, monthOfWindow } from '../schedule/windows.ts'
import { COLUMNS, type Run, replaceMonths } from './replaceMeasures.ts'
import { withTrees } from './stageTree.ts'

/** Raised when the same entries would be computed otherwise. */
const ENGINE = 1

/** The metrics that say themselves how they are computed. */
export const FORMULAS: readonly Computed[] = [...METRICS.values()].flatMap(metric =>
  metric.kind === 'computed' && metric.formula ? [metric] : [],
)

/**
 * Every metric of the catalogue that no sum of signed rows can answer, for every organisation and all above it by the tree of
 * the window's last day. A metric that is new or counts otherwise has all months computed again.
 */
export const measures: Job = measuresOf(FORMULAS)

/** The job for some of the metrics; the others are written as nothing found. */
export function measuresOf(metrics: readonly Computed[]): Job {
  const runTogether = (windows: readonly Window[], context: JobContext) => compute(metrics, windows, context)
  return {
    name: 'measures',
    title: '指标计算',
    version: versionOf(metrics),
    schedule: '20 3 * * *',
    windows: monthlyWindows,
    runTogether,
    async run(window, context) {
      const [rows = 0] = await runTogether([window], context)
      return rows
    },
  }
}

async function compute(
  metrics: readonly Computed[],
  windows: readonly Window[],
  context: JobContext,
): Promise<number[]> {
  const { warehouse, signal, progress, config } = context
  const runs = windows.map(
    (window): Run => ({ job: 'measures', month: monthOfWindow(window), asOf: window.to }),
  )
  progress(0, '读取组织树')
  const days = windows.map(({ to }) => to)
  const references = await readKnownReferences(warehouse.app, config)
  const shape = (await readTreeShapes(warehouse.app, [undefined])).get(undefined)
  const untold = await untoldOf(metrics, warehouse.app)
  const told = metrics.filter(metric => !untold.has(metric))
  return replaceMonths(context, runs, ['app.ads_org_measure'], async ([staged = '']) => {
    let done = 0
    await withTrees(warehouse.app, signal, async keep => {
      for await (const { orgs } of treesAt(warehouse.app, days, readCountingRules(config))) {
        signal.throwIfAborted()
        const window = windows[done]
        if (!window) break
        const tree = await keep(orgs)
        const queries = queriesOf(window, tree, shape?.hasAliases ?? false, told, references)
        for (const [i, query] of queries.entries()) {
          progress(
            (done + (i + 0.2) / queries.length) / windows.length,
            `汇总 ${formatDay(window.from).slice(0, 7)}`,
          )
          await insert(query, window, staged, context)
        }
        done++
      }
    })
  })
}

/** Those of which no log has a row: their statements would find nothing, and take as long as if they did. */
async function untoldOf(metrics: readonly Computed[], app: ClickHouseClient): Promise<ReadonlySet<Computed>> {
  const filled = await readFilledLogs(app)
  return new Set(metrics.filter(metric => !logsOfMetric(metric).some(log => filled.has(log))))
}

/** A query, and the spans that the figures which it gives are of. */
export interface SpanQuery extends FormulaQuery {
  spans: readonly Span[]
}

/** The statements of a window, for the tree that was kept under this key. Pure. */
export function queriesOf(
  window: Window,
  tree: string,
  hasAliases: boolean,
  metrics: readonly Computed[] = FORMULAS,
  references: readonly ReferenceRow[] = [],
): SpanQuery[] {
  const starts = new Map<number, Span[]>()
  const add = (start: number, span: Span) => starts.set(start, [...(starts.get(start) ?? []), span])
  add(window.from, '')
  // in the first month of a quarter or a year both are one figure
  add(startOf('quarter', window.from), 'quarter')
  add(startOf('year', window.from), 'year')
  const queries = (of: readonly Computed[], from: number, spans: readonly Span[]) =>
    formulaQueries(
      of,
      { from, to: window.to },
      parameters => ({
        sql: `select org_id as tree_org, path as tree_path, uncounted as tree_uncounted
from app.ads_measure_tree
where run = ${parameters.bind(tree, 'UInt64')}`,
        hasAliases,
      }),
      references,
    ).map(query => ({ ...query, spans }))
  const ofSpans = metrics.filter(metric => spansOf(metric).length > 1)
  return [
    ...queries(
      metrics.filter(metric => !ofSpans.includes(metric)),
      window.from,
      [''],
    ),
    ...[...starts].flatMap(([from, spans]) => queries(ofSpans, from, spans)),
  ]
}

async function insert(
  { sql, values, spans }: SpanQuery,
  window: Window,
  staged: string,
  context: JobContext,
): Promise<void> {
  await runStatement(
    context,
    'measures',
    `insert into ${staged} (${COLUMNS.join(', ')})
select
    'measures' as job,
    {month: Date32} as month,
    metric,
    org_id,
    breakdown,
    item,
    arrayJoin({spans: Array(String)}) as span,
    numerator,
    denominator,
    {as_of: Date32} as as_of
from (
${sql}
)`,
    { ...values, spans, month: formatDay(monthOfWindow(window)), as_of: formatDay(window.to) },
    // very many bills are aggregated on disk
    { insert_deduplicate: 0, max_bytes_ratio_before_external_group_by: 0.3 },
  )
}

/** Another number for other entries; the run log keeps 16 bits of it. */
function versionOf(metrics: readonly Computed[]): number {
  const text = JSON.stringify([
    ENGINE,
    metrics.map(({ id, formula, breakdowns, over }) => [id, formula, breakdowns, over]),
  ])
  return createHash('sha256').update(text).digest().readUInt16BE()
}
