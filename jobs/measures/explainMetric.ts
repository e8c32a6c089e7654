import { definitionText } from '../../warehouse/catalogue/definitionText.ts'
import { METRICS } from '../../warehouse/catalogue/metrics.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { Parameters } from '../../warehouse/platform/clickhouse/parameters.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import { composePart } from '../../warehouse/query/compose.ts'
import { placeKey, plan } from '../../warehouse/query/plan.ts'
import type { Ask } from '../../warehouse/query/types.ts'
import type { ReferenceRow } from '../../warehouse/reference/referenceValues.ts'
import { queriesOf } from './measures.ts'

/**
 * How a metric is computed for a window: its definition, and the SQL with its values, which a client of ClickHouse can run.
 * Pure. Throws `TuanshuError('not_found')` for a metric that the catalogue does not have.
 */
export function explainMetric(id: string, window: Window, references: readonly ReferenceRow[] = []): string {
  const metric = [...METRICS.values()].find(each => each.id === id)
  if (!metric)
    throw new TuanshuError(
      'not_found',
      `there is no metric ${id}; there are ${[...METRICS.keys()].join(', ')}`,
    )
  const head = `-- ${metric.id} ${metric.title} (${metric.unit})\n-- ${definitionText(metric)}`
  const days = `${formatDay(window.from)} to ${formatDay(window.to)}`
  if (metric.kind !== 'computed')
    return [
      head,
      `-- Summed from the signed rows when it is asked; for the whole instance, ${days}:`,
      ...summed(metric.id, window),
    ].join('\n\n')
  if (metric.isUntold)
    return `${head}\n-- No source system tells what it is made of: there is nothing to compute.`
  if (!metric.formula) return `${head}\n-- A procedure of the job ${metric.job} computes it (jobs/).`
  // the tree of a run has a number of its own
  const queries = queriesOf(window, '0', false, [metric], references).map(
    ({ sql, values, spans }) =>
      `-- of the ${spans.map(span => span || 'month').join(' and the ')}, up to ${formatDay(window.to)}\n${withValues(sql, values)}`,
  )
  return [head, `-- The job ${metric.job} computes it for every organisation, ${days}:`, ...queries].join(
    '\n\n',
  )
}

function summed(metric: Ask['metrics'][number], window: Window): string[] {
  const ask: Ask = { name: metric, metrics: [metric], org: ROOT.id, rows: 'total', ...window, grain: 'all' }
  const { parts } = plan([ask], new Map([[placeKey(ask), ROOT]]), window.to + 1, new Map())
  return parts.map((part, i) => {
    const parameters = new Parameters()
    const sql = composePart(part, i, parameters)
    const reads = part.kind === 'sum' && part.projection ? `-- reads the projection ${part.projection}\n` : ''
    return `${reads}${withValues(sql, parameters.values)}`
  })
}

/** The values as ClickHouse's own statements, before the SQL that they are bound to. */
function withValues(sql: string, values: Record<string, unknown>): string {
  const sets = Object.entries(values).map(([name, value]) => `set param_${name} = ${literal(value)};`)
  return `${sets.join('\n')}\n${sql};`
}

function literal(value: unknown): string {
  const text = Array.isArray(value)
    ? `[${value.map(each => (typeof each === 'string' ? quoted(each) : each)).join(', ')}]`
    : String(value)
  return quoted(text)
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
