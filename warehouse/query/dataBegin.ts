import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type EntityName, logTable } from '../catalogue/entities.ts'
import { rowsBehind } from '../catalogue/metrics/metric.ts'
import {
  type Figure,
  figuresOf,
  isGroupFigure,
  METRICS,
  type Metric,
  type MetricId,
} from '../catalogue/metrics.ts'
import { UNKNOWN_DAY } from '../contract/calendar.ts'
import type { Window } from '../platform/time/comparison.ts'
import { addMonths, formatDay } from '../platform/time/day.ts'
import type { Ask, Cell } from './types.ts'

/** The first day of the data of each log, by each date that figures sum it by: `begins.get(keyOf(…))`. */
export type DataBegins = ReadonlyMap<string, number>

/** How much of a window the data cover. */
export type Reach = 'whole' | 'partial' | 'before'

// the first day of a log hardly ever changes, and a wall asks four times a second
const KEPT_MS = 60_000
const row = z.tuple([z.string(), z.number()])

/** Begins that each client has read, and until when they are kept. */
const known = new WeakMap<ClickHouseClient, Map<string, { day: number; until: number }>>()

/**
 * First days of the data that some metrics are summed from. A log without a row has none: of it nobody can say where it
 * begins. Days that are not known (`UNKNOWN_DAY`) do not count.
 */
export async function readDataBegins(
  reader: ClickHouseClient,
  metrics: Iterable<MetricId>,
): Promise<DataBegins> {
  const cache = known.get(reader) ?? new Map<string, { day: number; until: number }>()
  known.set(reader, cache)
  const now = performance.now()
  const columns = new Map<string, { entity: EntityName; column: string }>()
  for (const id of metrics)
    for (const { entity, column } of datesOf(id)) columns.set(keyOf(entity, column), { entity, column })
  const wanted = [...columns].filter(([key]) => (cache.get(key)?.until ?? 0) < now)
  const logs = [...new Set(wanted.map(([, { entity }]) => entity))]
  await Promise.all(
    logs.map(async log => {
      const dates = wanted.flatMap(([key, { entity, column }]) => (entity === log ? [{ key, column }] : []))
      // a log that cannot be read costs the figures that need it; they say so themselves
      const found = await readBegins(reader, log, dates).catch(() => [])
      for (const [key, day] of found) cache.set(key, { day, until: now + KEPT_MS })
    }),
  )
  return new Map(
    [...columns.keys()].flatMap(key => (cache.has(key) ? [[key, cache.get(key)?.day ?? 0]] : [])),
  )
}

async function readBegins(
  reader: ClickHouseClient,
  log: EntityName,
  dates: readonly { key: string; column: string }[],
): Promise<[string, number][]> {
  const each = dates.map(
    // the inner query reads the smallest projection by this date; without a sign a row is none of the data
    ({ key, column }) => `select '${key}' as name, toInt32(min(first_day)) as begin
      from (
          select ${column} as first_day
          from ${logTable(log)}
          where ${column} > {unknown: Date32}
          group by ${column}
          having sum(sign) != 0
      )
      having count() > 0`,
  )
  const answer = await reader.query({
    query: each.join('\nunion all\n'),
    query_params: { unknown: formatDay(UNKNOWN_DAY) },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'query builder: where the data begin' },
  })
  return z.array(row).parse(await answer.json())
}

/** How much of a window the data of a metric cover; what a job computed is not asked here. Pure. */
export function reachOf(id: MetricId, { from, to }: Window, begins: DataBegins): Reach {
  let reach: Reach = 'whole'
  for (const { entity, column, isState } of datesOf(id)) {
    const begin = begins.get(keyOf(entity, column))
    if (begin === undefined) continue
    if (to < begin) return 'before'
    // a stock is taken at the end of the window
    if (from < begin && !isState) reach = 'partial'
  }
  return reach
}

/**
 * Cells of summed metrics with what the begin of the data makes of them: nothing was summed before it, which is not 0, and
 * a window that lies partly before it is marked. Pure. `window` is that of a bucket.
 */
export function withReach(
  cells: readonly Cell[],
  window: (bucket: number) => Window,
  begins: DataBegins,
): Cell[] {
  const reaches = new Map<string, Reach>()
  return cells.map(cell => {
    const key = `${cell.metric}|${cell.bucket}`
    const reach = reaches.get(key) ?? reachOf(cell.metric, window(cell.bucket), begins)
    reaches.set(key, reach)
    if (cell.absence) return cell
    if (reach === 'partial') return { ...cell, isPartial: true }
    // a begin that was read a moment ago does not hide what has come in since
    if (reach === 'whole' || cell.value) return cell
    return { ...cell, value: null, absence: 'before_data' }
  })
}

/** The days of the buckets of a question. */
export function bucketWindow({
  from,
  to,
  grain,
}: Pick<Ask, 'from' | 'to' | 'grain'>): (bucket: number) => Window {
  if (grain === 'all') return () => ({ from, to })
  if (grain === 'day') return day => ({ from: day, to: day })
  return month => ({ from: month, to: addMonths(month, 1) - 1 })
}

/**
 * The day since which there are data for a metric: the first by which all logs that it is made of had some; undefined while
 * one of them is empty, and for what a procedure computes.
 */
export async function readSince(reader: ClickHouseClient, metric: Metric): Promise<number | undefined> {
  const rows =
    metric.kind === 'computed'
      ? [...(metric.formula?.numerator ?? []), ...(metric.formula?.denominator ?? [])].flatMap(({ of }) =>
          rowsBehind(of),
        )
      : figuresOf(metric).flatMap(figure => (isGroupFigure(figure) ? [figure.of, figure.inner] : [figure]))
  const begins = await Promise.all(
    rows.map(async ({ entity, basis }) => {
      const column = 'field' in basis ? basis.field : 'day'
      const [begin] = await readBegins(reader, entity, [{ key: keyOf(entity, column), column }])
      return begin?.[1]
    }),
  )
  if (begins.length === 0) return undefined
  return begins.reduce((latest, day) =>
    latest === undefined || day === undefined ? undefined : Math.max(latest, day),
  )
}

function datesOf(id: MetricId): { entity: EntityName; column: string; isState: boolean }[] {
  const metric = METRICS.get(id)
  if (!metric) return []
  const figures = figuresOf(metric).flatMap((figure): Figure[] =>
    isGroupFigure(figure) ? [figure.of, figure.inner] : [figure],
  )
  return figures.map(({ entity, basis }) => ({
    entity,
    column: basis.kind === 'business' ? basis.field : 'day',
    isState: basis.kind === 'state',
  }))
}

function keyOf(entity: EntityName, column: string): string {
  return `${entity}.${column}`
}
