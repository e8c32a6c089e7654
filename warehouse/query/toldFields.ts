import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { ENTITIES, type EntityName, logTable } from '../catalogue/entities.ts'
import {
  type Figure,
  fieldsOf,
  figuresOf,
  isGroupFigure,
  METRICS,
  type MetricId,
} from '../catalogue/metrics.ts'

/**
 * Which systems tell a field of a log, where not all of them do: a flag that a system never sends is stored as 0, and that
 * is not known. Fields that every system tells are left out, so with one system that tells all there is nothing.
 */
export type ToldFields = ReadonlyMap<EntityName, ReadonlyMap<string, readonly number[]>>

export const ALL_TOLD: ToldFields = new Map()

// what a system sends changes with its mapping, and then only for new rows
const KEPT_MS = 10 * 60_000
const rows = z.array(z.tuple([z.number(), z.string()]))

const known = new WeakMap<
  ClickHouseClient,
  Map<EntityName, { fields: ReadonlyMap<string, readonly number[]>; until: number }>
>()

/**
 * Reads it for the fields by which some metrics tell rows apart, from the bits that each version of a row keeps of what was
 * really sent: so it follows the mappings by itself. A log that cannot be read counts as told.
 */
export async function readToldFields(
  reader: ClickHouseClient,
  metrics: Iterable<MetricId>,
): Promise<ToldFields> {
  const logs = new Set<EntityName>()
  for (const id of metrics)
    for (const figure of plainFiguresOf(id)) if (optionalFields(figure).length > 0) logs.add(figure.entity)
  const cache = known.get(reader) ?? new Map()
  known.set(reader, cache)
  const found = await Promise.all(
    [...logs].map(async (log): Promise<[EntityName, ReadonlyMap<string, readonly number[]>]> => {
      const kept = cache.get(log)
      if (kept && kept.until > performance.now()) return [log, kept.fields]
      const fields = await readFields(reader, log).catch(() => undefined)
      if (fields) cache.set(log, { fields, until: performance.now() + KEPT_MS })
      return [log, fields ?? new Map()]
    }),
  )
  return new Map(found.filter(([, fields]) => fields.size > 0))
}

/** The fields of a figure's conditions that a system may leave out. */
export function optionalFields({ entity, where }: Figure): string[] {
  const { required, present } = ENTITIES[entity]
  const always = new Set([...required, ...(present === 'always' ? [] : [present.field])])
  return where.flatMap(fieldsOf).filter(field => !always.has(field))
}

function plainFiguresOf(id: MetricId): Figure[] {
  const metric = METRICS.get(id)
  return metric ? figuresOf(metric).flatMap(figure => (isGroupFigure(figure) ? [] : [figure])) : []
}

async function readFields(
  reader: ClickHouseClient,
  log: EntityName,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const answer = await reader.query({
    query: `select system, toString(groupBitOr(sent)) from ${logTable(log)} where ev = 1 group by system having groupBitOr(sent) != 0 order by system`,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'query builder: what systems tell' },
  })
  const systems = rows.parse(await answer.json()).map(([system, sent]) => ({ system, sent: BigInt(sent) }))
  const fields = new Map<string, readonly number[]>()
  ENTITIES[log].fields.forEach(({ name }, i) => {
    const telling = systems.filter(({ sent }) => ((sent >> BigInt(i)) & 1n) === 1n)
    if (telling.length < systems.length)
      fields.set(
        name,
        telling.map(({ system }) => system),
      )
  })
  return fields
}
