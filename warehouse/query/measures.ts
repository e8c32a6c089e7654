import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { itemValues } from '../catalogue/labels.ts'
import { type Computed, METRICS, type MetricId } from '../catalogue/metrics.ts'
import { TuanshuError } from '../errors.ts'
import { formatDay, monthOf } from '../time/day.ts'
import { bucketsOf } from './buckets.ts'
import { type Org, ROOT } from './orgs.ts'
import { sqlFile } from './sqlFile.ts'
import type { Ask, Cell } from './types.ts'

/** A question about computed metrics: its organisation, and the rows below it. */
export interface MeasureQuestion {
  ask: Ask
  org: Org
  /** Direct children; of `root` the tops of the trees. Needed for rows `children`, and for `root`. */
  children: readonly Org[]
}

interface Found {
  /** By metric, organisation, month and item. */
  figures: Map<string, { numerator: number; denominator: number }>
  /** Values of breakdowns that were found, by metric. */
  items: Map<string, Set<string>>
  /** Months that a job has written, as `<job>|<month>`. */
  written: Set<string>
}

const row = z.tuple([z.string(), z.string(), z.number(), z.string(), z.string(), z.string()])

/** The computed ones among some metrics. */
export function computedOf(metrics: readonly MetricId[]): Computed[] {
  return metrics.flatMap(id => {
    const metric = METRICS.get(id)
    return metric?.kind === 'computed' ? [metric] : []
  })
}

/**
 * Answers the computed metrics of some questions, by the name of the question. A month that its job has not written is no
 * base: its value is null, never 0. The organisation's own row is null too: a figure of this kind does not add up.
 *
 * Throws `TuanshuError('input')` for a breakdown that the metric does not have, or days as buckets.
 */
export async function readMeasures(
  reader: ClickHouseClient,
  questions: readonly MeasureQuestion[],
  route: string,
): Promise<Map<string, Cell[]>> {
  const asked = questions.filter(({ ask }) => computedOf(ask.metrics).length > 0)
  if (asked.length === 0) return new Map()
  for (const { ask } of asked) check(ask)
  const answer = await reader.query({
    query: sqlFile('org_measures'),
    query_params: {
      metrics: [...new Set(asked.flatMap(({ ask }) => computedOf(ask.metrics).map(({ id }) => id)))],
      orgs: [...new Set(asked.flatMap(idsOf))].map(BigInt),
      from: formatDay(monthOf(Math.min(...asked.map(({ ask }) => ask.from)))),
      to: formatDay(monthOf(Math.max(...asked.map(({ ask }) => ask.to)))),
    },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: `query builder: ${route}` },
  })
  const found = foundIn(z.array(row).parse(await answer.json()))
  return new Map(asked.map(question => [question.ask.name, cellsOf(question, found)]))
}

function check({ name, metrics, by, grain }: Ask): void {
  for (const metric of computedOf(metrics)) {
    if (by && !metric.breakdowns.includes(by))
      throw new TuanshuError(
        'input',
        `${metric.id} cannot be broken down by ${by}; allowed: ${metric.breakdowns.join(', ') || 'none'}`,
      )
    if (grain === 'day')
      throw new TuanshuError(
        'input',
        `question ${name}: ${metric.id} is computed by the month, not by the day`,
      )
  }
}

function idsOf({ ask, org, children }: MeasureQuestion): string[] {
  const below = ask.rows === 'children' || org.id === ROOT.id ? children.map(({ id }) => id) : []
  return org.id === ROOT.id ? below : [org.id, ...below]
}

function foundIn(rows: readonly z.output<typeof row>[]): Found {
  const found: Found = { figures: new Map(), items: new Map(), written: new Set() }
  for (const [metric, org, month, item, numerator, denominator] of rows) {
    if (org === '0') found.written.add(`${metric}|${month}`)
    else {
      const items = found.items.get(metric) ?? new Set()
      found.items.set(metric, items.add(item))
      found.figures.set(key(metric, org, month, item), {
        numerator: Number(numerator),
        denominator: Number(denominator),
      })
    }
  }
  return found
}

const key = (metric: string, org: string, month: number, item: string) => `${metric}|${org}|${month}|${item}`

function cellsOf({ ask, org, children }: MeasureQuestion, found: Found): Cell[] {
  const cells: Cell[] = []
  for (const metric of computedOf(ask.metrics)) {
    const items = ask.by ? itemsOf(metric, ask, found) : ['']
    for (const { id, of } of rowsOf(ask, org, children))
      for (const bucket of bucketsOf(ask))
        for (const item of items) {
          const sums = sum(metric, of, monthsOf(ask, bucket, metric), item, found)
          const isKnown = sums !== undefined && (!metric.isRatio || sums.denominator !== 0)
          const { numerator, denominator } = sums ?? { numerator: 0, denominator: 0 }
          const value = !isKnown ? null : metric.isRatio ? numerator / denominator : numerator
          cells.push({ metric: metric.id, org: id, bucket, item, value, numerator, denominator })
        }
  }
  return cells
}

/** The rows of a question, and the organisations whose figures each shows: none for the organisation's own. */
function rowsOf(ask: Ask, org: Org, children: readonly Org[]): { id: string; of: readonly string[] }[] {
  const tops = org.id === ROOT.id ? children.map(({ id }) => id) : [org.id]
  if (ask.rows === 'total') return [{ id: org.id, of: tops }]
  return [...children.map(({ id }) => ({ id, of: [id] })), { id: org.id === ROOT.id ? '' : org.id, of: [] }]
}

function itemsOf(metric: Computed, ask: Ask, found: Found): string[] {
  const known = ask.by ? itemValues(ask.by) : []
  const others = [...(found.items.get(metric.id) ?? [])].filter(item => item !== '' && !known.includes(item))
  return [...known, ...others.sort()]
}

/** Months that make a bucket: all of them for a sum, the last one otherwise. */
function monthsOf({ from, to, grain }: Ask, bucket: number, { over }: Computed): number[] {
  if (grain === 'month') return [bucket]
  return over === 'last' ? [monthOf(to)] : bucketsOf({ from, to, grain: 'month' })
}

function sum(
  metric: Computed,
  orgs: readonly string[],
  months: readonly number[],
  item: string,
  { figures, written }: Found,
): { numerator: number; denominator: number } | undefined {
  const known = months.filter(month => written.has(`${metric.job}|${month}`))
  if (known.length === 0 || orgs.length === 0) return undefined
  let numerator = 0
  let denominator = metric.isRatio ? 0 : 1
  for (const month of known)
    for (const org of orgs) {
      const figure = figures.get(key(metric.id, org, month, item))
      if (!figure) continue
      numerator += figure.numerator
      if (metric.isRatio) denominator += figure.denominator
    }
  return { numerator, denominator }
}
