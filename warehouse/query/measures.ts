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
import { getOrSet } from './getOrSet.ts'
import { UNPLACED, WHOLE } from './rows/formulaSql.ts'
import type { Absence, Ask, Cell, Missing } from './types.ts'

/** A question about computed metrics: its organisation, and the rows below it. */
export interface MeasureQuestion {
  ask: Ask
  org: Org
  /** Direct children; of `root` the tops of the trees. Needed for rows `children`. */
  children: readonly Org[]
}

interface Found {
  /** By `keyOf`. */
  figures: Map<string, { numerator: number; denominator: number }>
  /** Values of breakdowns that were found, by metric and breakdown. */
  items: Map<string, Set<string>>
}

const text = z.string()
const row = z.tuple([text, text, z.number(), text, text, text, text, text])

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
 * computed yet, and so is a sum over several months of which one is; months before the data begin are never written. An
 * organisation's own row has no figure: one of this kind does not add up. That of the whole instance is 未归属.
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
  const metrics = [
    ...new Map(asked.flatMap(({ ask }) => computedOf(ask.metrics).map(one => [one.id, one]))).values(),
  ]
  const answer = await reader.query({
    query: sqlFile('org_measures'),
    query_params: {
      metrics: metrics.map(({ id }) => id),
      jobs: metrics.map(({ job }) => job),
      orgs: [...new Set([WHOLE, ...asked.flatMap(idsOf)])].map(BigInt),
      breakdowns: ['', ...new Set(asked.flatMap(({ ask }) => ask.by ?? []))],
      from: formatDay(monthOf(Math.min(...asked.map(({ ask }) => ask.from)))),
      to: formatDay(monthOf(Math.max(...asked.map(({ ask }) => ask.to)))),
    },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: `query builder: ${route}` },
  })
  const found = foundIn(z.array(row).parse(await answer.json()))
  const isAllWritten = asked.every(({ ask }) =>
    computedOf(ask.metrics).every(({ id }) =>
      bucketsOf({ ...ask, grain: 'month' }).every(month => isWritten(id, month, '', found)),
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
  return rowsOf(ask, org, children).flatMap(({ of }) => of ?? [])
}

function foundIn(rows: readonly z.output<typeof row>[]): Found {
  const found: Found = { figures: new Map(), items: new Map() }
  for (const [metric, org, month, breakdown, item, span, numerator, denominator] of rows) {
    const items = getOrSet(found.items, `${metric}|${breakdown}`, () => new Set())
    items.add(item)
    found.figures.set(keyOf({ metric, org, month, breakdown, item, span }), {
      numerator: Number(numerator),
      denominator: Number(denominator),
    })
  }
  return found
}

interface Key {
  metric: string
  org: string
  month: number
  breakdown: string
  item: string
  span: string
}

function keyOf({ metric, org, month, breakdown, item, span }: Key): string {
  return [metric, org, month, breakdown, item, span].join('|')
}

/** The whole instance has a figure as soon as the month is written, for every span that the metric has. */
function isWritten(metric: MetricId, month: number, span: string, { figures }: Found): boolean {
  return figures.has(keyOf({ metric, org: WHOLE, month, breakdown: '', item: '', span }))
}

function measuredOf({ ask, org, children }: MeasureQuestion, found: Found, reach: Reach): Measured {
  const cells: Cell[] = []
  const missing = new Map<MeasureJob, Set<number>>()
  for (const metric of computedOf(ask.metrics)) {
    const items = ask.by ? itemsOf(metric, ask, found) : ['']
    const buckets = bucketsOf(ask).map(bucket => {
      const months = monthsOf(ask, bucket, metric)
      const span = metric.over === 'distinct' ? spanOf(ask, bucket) : ''
      const state: ReturnType<typeof stateOf> = metric.isUntold
        ? { missing: [], absence: 'unknown_source' }
        : stateOf(metric, months, span, found, reach)
      for (const month of state.missing)
        missing.set(metric.job, (missing.get(metric.job) ?? new Set()).add(month))
      return { bucket, months, span, ...state }
    })
    for (const { id, of } of rowsOf(ask, org, children))
      for (const { bucket, months, span, absence, isPartial } of buckets)
        for (const item of items) {
          const place = { metric: metric.id, org: id, bucket, item }
          const sums =
            absence || !of
              ? undefined
              : sum(metric, of, months, { breakdown: ask.by ?? '', item, span: span ?? '' }, found)
          if (!sums || (metric.isRatio && sums.denominator === 0)) {
            // an organisation's own row never has a figure
            const why = of && absence ? { absence } : {}
            cells.push({ ...place, value: null, numerator: 0, denominator: 0, ...why })
            continue
          }
          const value = metric.isRatio ? sums.numerator / sums.denominator : sums.numerator
          cells.push({ ...place, value, ...sums, ...(isPartial ? { isPartial } : {}) })
        }
  }
  return { cells, missing: [...missing].map(([job, months]) => ({ job, months: [...months].sort() })) }
}

/** What the months of a figure are as far as its job has written them; no span is none that it writes. */
function stateOf(
  { id }: Computed,
  months: readonly number[],
  span: string | undefined,
  found: Found,
  { first, last }: Reach,
): { missing: number[]; absence?: Absence; isPartial?: true } {
  const isDone = (month: number) => isWritten(id, month, span ?? '', found)
  const isBefore = (month: number) => first !== undefined && month < first && !isDone(month)
  if (months.every(isBefore)) return { missing: [], absence: 'before_data' }
  // of a month that begins today there is nothing to add yet
  const due = months.filter(month => !isBefore(month) && (month <= last || months.length === 1))
  const missing = due.filter(month => !isDone(month))
  if (missing.length > 0 || due.length === 0 || span === undefined)
    return { missing, absence: 'not_computed' }
  return { missing, ...(months.some(isBefore) ? { isPartial: true } : {}) }
}

/** The rows of a question, and whose figure each shows: nobody's for an organisation's own. */
function rowsOf(ask: Ask, org: Org, children: readonly Org[]): { id: string; of: string | undefined }[] {
  const isRoot = org.id === ROOT.id
  if (ask.rows === 'total') return [{ id: org.id, of: isRoot ? WHOLE : org.id }]
  return [
    ...children.map(({ id }) => ({ id, of: id })),
    isRoot ? { id: '', of: UNPLACED } : { id: org.id, of: undefined },
  ]
}

function itemsOf(metric: Computed, ask: Ask, found: Found): string[] {
  const known = ask.by ? itemValues(ask.by) : []
  const others = [...(found.items.get(`${metric.id}|${ask.by}`) ?? [])].filter(
    item => item !== '' && !known.includes(item),
  )
  return [...known, ...others.sort()]
}

/** Months that make a bucket: all of them for a sum, the last one otherwise. */
function monthsOf({ from, to, grain }: Ask, bucket: number, { over }: Computed): number[] {
  if (grain === 'month') return [bucket]
  return over !== 'sum' ? [monthOf(to)] : bucketsOf({ from, to, grain: 'month' })
}

/** What a month of a metric is written for: itself, and where months cannot be added up also the quarter and the year so far. */
export function spansOf({ over }: Pick<Computed, 'over'>): readonly Span[] {
  return over === 'distinct' ? SPANS : ['']
}

const SPANS = ['', 'quarter', 'year'] as const
export type Span = (typeof SPANS)[number]

/** Under which span a figure of persons stands who count once in all the months asked about; undefined where none is written. */
function spanOf({ from, to, grain }: Ask, bucket: number): Span | undefined {
  const [first, last] = grain === 'month' ? [bucket, bucket] : [monthOf(from), monthOf(to)]
  if (first === last) return ''
  if (first === startOf('quarter', last)) return 'quarter'
  return first === startOf('year', last) ? 'year' : undefined
}

function sum(
  { id, isRatio }: Computed,
  org: string,
  months: readonly number[],
  of: Pick<Key, 'breakdown' | 'item' | 'span'>,
  { figures }: Found,
): { numerator: number; denominator: number } {
  let numerator = 0
  let denominator = isRatio ? 0 : 1
  for (const month of months) {
    const figure = figures.get(keyOf({ metric: id, org, month, ...of }))
    if (!figure) continue
    numerator += figure.numerator
    if (isRatio) denominator += figure.denominator
  }
  return { numerator, denominator }
}
