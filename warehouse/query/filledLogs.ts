import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { ENTITY_NAMES, type EntityName, logTable } from '../catalogue/entities.ts'
import { logsOfMetric } from '../catalogue/metricPlaces.ts'
import { METRICS, type MetricId } from '../catalogue/metrics.ts'
import type { Cell } from './types.ts'

const names = z.array(z.tuple([z.enum(ENTITY_NAMES)]))

// a log that had a row may be rebuilt, which nobody needs to see at once
const KEPT_MS = 60_000
const known = new WeakMap<ClickHouseClient, Map<EntityName, number>>()

/** The logs of these that have a row: no sum of the others is anything but 0. */
export async function readFilledLogs(
  reader: ClickHouseClient,
  logs: readonly EntityName[] = ENTITY_NAMES,
): Promise<ReadonlySet<EntityName>> {
  if (logs.length === 0) return new Set()
  // counted from the metadata of the parts, without reading a row
  const each = logs.map(name => `select '${name}' as log, count() as rows from ${logTable(name)}`)
  const answer = await reader.query({
    query: `select log from (${each.join(' union all ')}) where rows > 0`,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'query builder: logs that have a row' },
  })
  return new Set(names.parse(await answer.json()).map(([log]) => log))
}

/**
 * The metrics of these that nothing can be said of, because one of their logs has no row: no system has told of any, which is
 * not that there are none. A log that cannot be read is taken for one with rows; the figures that need it say so themselves.
 */
export async function readUntold(
  reader: ClickHouseClient,
  metrics: Iterable<MetricId>,
): Promise<ReadonlySet<MetricId>> {
  const filled = known.get(reader) ?? new Map<EntityName, number>()
  known.set(reader, filled)
  const now = performance.now()
  const logs = new Map([...metrics].map(id => [id, logsOf(id)]))
  const wanted = [...new Set([...logs.values()].flat())].filter(log => (filled.get(log) ?? 0) < now)
  const found = await readFilledLogs(reader, wanted).catch(() => wanted)
  for (const log of found) filled.set(log, now + KEPT_MS)
  return new Set([...logs].flatMap(([id, own]) => (own.every(log => filled.has(log)) ? [] : [id])))
}

/** Cells without the figures of these metrics; what is not computed or lies before the data stays that. Pure. */
export function withoutUntold(cells: readonly Cell[], untold: ReadonlySet<MetricId>): Cell[] {
  return cells.map(cell =>
    untold.has(cell.metric) && !cell.absence
      ? { ...cell, value: null, numerator: 0, denominator: 0, absence: 'no_data' }
      : cell,
  )
}

function logsOf(id: MetricId): EntityName[] {
  const metric = METRICS.get(id)
  return metric ? logsOfMetric(metric) : []
}
