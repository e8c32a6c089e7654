import { ENTITY_NAMES, logTable } from '../../warehouse/catalogue/entities.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { negativeCells } from '../support/ingest/negativeCells.ts'

/**
 * What must hold in every log, whatever it was fed: batches numbered without gap or double, each change there once, each
 * key counted at most once, no figure below zero on any day. Returns what does not hold, as lines for a person.
 */
export async function brokenInvariants(warehouse: Warehouse): Promise<string[]> {
  const lines: string[] = []
  for (const entity of ENTITY_NAMES) {
    const table = logTable(entity)
    const { rows, distinct, first, last } = await one(
      warehouse,
      `select toUInt32(count()) as rows, toUInt32(uniqExact(batch)) as distinct, toUInt32(min(batch)) as first,
        toUInt32(max(batch)) as last from ${table} where ev = 0 and system = 0`,
    )
    if (rows !== distinct || distinct !== last || (last !== 0 && first !== 1))
      lines.push(`${entity}: ${rows} batches with ${distinct} numbers from ${first} to ${last}`)
    const { orphans } = await one(
      warehouse,
      `select toUInt32(uniqExact(batch)) as orphans from ${table}
        where batch not in (select batch from ${table} where ev = 0 and system = 0)`,
    )
    if (orphans !== 0) lines.push(`${entity}: ${orphans} batches have rows, but no watermark`)
    const { twice } = await one(
      warehouse,
      `select toUInt32(count()) as twice from (select 1 from ${table} where ev = 1
        group by system, id, ver, source having count() > 1)`,
    )
    if (twice !== 0) lines.push(`${entity}: ${twice} changes are in the log more than once`)
    const { keys } = await one(
      warehouse,
      `select toUInt32(count()) as keys from (select sum(sign) as net from ${table} where transition != 'gone'
        group by system, id having net not in (0, 1))`,
    )
    if (keys !== 0) lines.push(`${entity}: ${keys} keys count neither once nor not at all`)
    const negative = await negativeCells(warehouse, entity)
    if (negative !== 0) lines.push(`${entity}: ${negative} cells are negative on some day`)
  }
  return lines
}

/** Batches of all logs. */
export async function countBatches(warehouse: Warehouse): Promise<number> {
  const union = ENTITY_NAMES.map(entity => `select max(batch) as batch from ${logTable(entity)}`)
  const { batches } = await one(
    warehouse,
    `select toUInt32(sum(batch)) as batches from (${union.join(' union all ')})`,
  )
  return batches ?? 0
}

/** How far the logs have passed the streams, each of which feeds one log: `topic/partition` → next offset. */
export async function readPassed(warehouse: Warehouse): Promise<Map<string, number>> {
  const union = ENTITY_NAMES.map(
    entity => `select watermark from ${logTable(entity)} where ev = 0 and system = 0`,
  )
  const found = await one<Record<string, Record<string, string>>>(
    warehouse,
    `select maxMap(watermark) as passed from (${union.join(' union all ')})`,
  )
  const passed = new Map<string, number>()
  for (const [source, position] of Object.entries(found.passed ?? {})) {
    const partition = /\/([^/]+\/\d+)@\d+$/.exec(source)?.[1]
    if (partition && source.startsWith('kafka:')) passed.set(partition, Number(position))
  }
  return passed
}

async function one<T extends Record<string, unknown> = Record<string, number>>(
  warehouse: Warehouse,
  query: string,
): Promise<Partial<T>> {
  const result = await warehouse.app.query({
    query,
    format: 'JSONEachRow',
    clickhouse_settings: { max_bytes_before_external_group_by: '500000000' },
  })
  const [row] = await result.json<T>()
  return row ?? {}
}
