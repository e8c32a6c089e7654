import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { itemValues } from '../catalogue/labels.ts'
import { type Computed, METRICS, type MeasureJob, type MetricId } from '../catalogue/metrics.ts'
import { startOf } from '../contract/calendar.ts'
import { type Org, ROOT } from '../orgs/readOrgs.ts'
import { sqlFile } from '../platform/clickhouse/sqlFile.ts'
import { TuanshuError } from '../platform/errors.ts'
import { formatDay, monthOf } from '../platform/time/day.ts'
import { bucketsOf } from './buckets.ts'
import { readFirstDay } from './firstDay.ts'
import type { Absence, Ask, Cell, Missing } from './types.ts'

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

/** What was found for a question. */
export interface Measured {
  cells: Cell[]
  missing: Missing[]
}

/** Which months jobs can have written. */
interface Reach {
  /** First month with data: jobs compute none before it. Undefined while the logs are empty. */
  first: number | undefined
  /** The last month of which a day is over. */
  last: number
}

/** The computed ones among some metrics. */
export function computedOf(metrics: readonly MetricId[]): Computed[] {
  return metrics.flatMap(id => {
    const metric = METRICS.get(id)
    return metric?.kind === 'computed' ? [metric] : []
  })
}

/**
 * Answers the computed metrics of some questions, by the name of the question. A month that its job has not written is not
 * computed yet, and so is a sum over several months of which one is; months before the data begin are never written. The
 * organisation's own row has no figure: one of this kind does not add up.
 *
 * Throws `TuanshuError('input')` for a breakdown that the metric does not have, or days as buckets.
 */
export async function readMeasures(
  reader: ClickHouseClient,
  questions: readonly MeasureQuestion[],
  { today, route }: { today: number; route: string },
): Promise<Map<string, Measured>> {
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
  const isAllWritten = asked.every(({ ask }) =>
    computedOf(ask.metrics).every(({ job }) =>
      bucketsOf({ ...ask, grain: 'month' }).every(month => found.written.has(`${job}|${month}`)),
    ),
  )
  const firstDay = isAllWritten ? undefined : await readFirstDay(reader)
  const reach = { first: firstDay === undefined ? undefined : monthOf(firstDay), last: monthOf(today - 1) }
  return new Map(asked.map(question => [question.ask.name, measuredOf(question, found, reach)]))
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

function measuredOf({ ask, org, children }: MeasureQuestion, found: Found, reach: Reach): Measured {
  const cells: Cell[] = []
  const missing = new Map<MeasureJob, Set<number>>()
  for (const metric of computedOf(ask.metrics)) {
    const items = ask.by ? itemsOf(metric, ask, found) : ['']
    const buckets = bucketsOf(ask).map(bucket => {
      const months = monthsOf(ask, bucket, metric)
      const state = stateOf(metric, months, found, reach)
      const span = metric.over === 'distinct' ? spanOf(ask, bucket) : ''
      for (const month of state.missing)
        missing.set(metric.job, (missing.get(metric.job) ?? new Set()).add(month))
      return { bucket, months, span, ...state }
    })
    for (const { id, of } of rowsOf(ask, org, children))
      for (const { bucket, months, span, absence, isPartial } of buckets)
        for (const item of items) {
          const place = { metric: metric.id, org: id, bucket, item }
          const isComputed = span !== undefined && hasSpan(metric, of, months, span, found)
          const sums = absence || !isComputed ? undefined : sum(metric, of, months, item || span, found)
          if (!sums || (metric.isRatio && sums.denominator === 0)) {
            // the organisation's own row never has a figure
            const reason = absence ?? (isComputed ? undefined : 'not_computed')
            const why = of.length > 0 && reason ? { absence: reason } : {}
            cells.push({ ...place, value: null, numerator: 0, denominator: 0, ...why })
            continue
          }
          const value = metric.isRatio ? sums.numerator / sums.denominator : sums.numerator
          cells.push({ ...place, value, ...sums, ...(isPartial ? { isPartial } : {}) })
        }
  }
  return { cells, missing: [...missing].map(([job, months]) => ({ job, months: [...months].sort() })) }
}

/** What the months of a figure are as far as its job has written them. */
function stateOf(
  metric: Computed,
  months: readonly number[],
  { written }: Found,
  { first, last }: Reach,
): { missing: number[]; absence?: Absence; isPartial?: true } {
  const isWritten = (month: number) => written.has(`${metric.job}|${month}`)
  const isBefore = (month: number) => first !== undefined && month < first && !isWritten(month)
  if (months.every(isBefore)) return { missing: [], absence: 'before_data' }
  // of a month that begins today there is nothing to add yet
  const due = months.filter(month => !isBefore(month) && (month <= last || months.length === 1))
  const missing = due.filter(month => !isWritten(month))
  if (missing.length > 0 || due.length === 0) return { missing, absence: 'not_computed' }
  return { missing, ...(months.some(isBefore) ? { isPartial: true } : {}) }
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
  return over !== 'sum' ? [monthOf(to)] : bucketsOf({ from, to, grain: 'month' })
}

/** Under which item a figure of persons stands who count once in all the months asked about; undefined where none is written. */
function spanOf({ from, to, grain }: Ask, bucket: number): '' | 'quarter' | 'year' | undefined {
  const [first, last] = grain === 'month' ? [bucket, bucket] : [monthOf(from), monthOf(to)]
  if (first === last) return ''
  if (first === startOf('quarter', last)) return 'quarter'
  return first === startOf('year', last) ? 'year' : undefined
}

/** A month that was written before spans were has figures of the month and none of them. */
function hasSpan(
  { id }: Computed,
  orgs: readonly string[],
  months: readonly number[],
  span: string,
  { figures }: Found,
): boolean {
  return months.every(month =>
    orgs.every(org => figures.has(key(id, org, month, span)) || !figures.has(key(id, org, month, ''))),
  )
}

function sum(
  metric: Computed,
  orgs: readonly string[],
  months: readonly number[],
  item: string,
  { figures }: Found,
): { numerator: number; denominator: number } | undefined {
  if (orgs.length === 0) return undefined
  let numerator = 0
  let denominator = metric.isRatio ? 0 : 1
  for (const month of months)
    for (const org of orgs) {
      const figure = figures.get(key(metric.id, org, month, item))
      if (!figure) continue
      numerator += figure.numerator
      if (metric.isRatio) denominator += figure.denominator
    }
  return { numerator, denominator }
}
