import { setTimeout as pause } from 'node:timers/promises'
import type { TestWarehouse } from '../support/warehouse.ts'

/** How a table lies on disk. */
export interface Parts {
  count: number
  rows: number
  bytes: number
  biggestRows: number
  biggestBytes: number
}

/** Looks in a row without a running merge after which none is taken to be due. */
const QUIET_LOOKS = 12
const LOOK_MS = 250

export async function partsOf({ warehouse: { app } }: TestWarehouse, table: string): Promise<Parts> {
  const result = await app.query({
    query: `select toUInt32(count()) as count, toFloat64(sum(p.rows)) as rows, toFloat64(sum(p.bytes_on_disk)) as bytes,
        toFloat64(max(p.rows)) as biggestRows, toFloat64(max(p.bytes_on_disk)) as biggestBytes
      from system.parts as p where p.active and concat(p.database, '.', p.table) = {table:String}`,
    query_params: { table },
    format: 'JSONEachRow',
  })
  const [parts] = await result.json<Parts>()
  return parts ?? { count: 0, rows: 0, bytes: 0, biggestRows: 0, biggestBytes: 0 }
}

/** Seconds until the background has merged what there was to merge. */
export async function mergesSettled({ warehouse: { app } }: TestWarehouse): Promise<number> {
  const began = performance.now()
  for (let quiet = 0; quiet < QUIET_LOOKS; await pause(LOOK_MS)) {
    const result = await app.query({ query: 'select 1 from system.merges limit 1', format: 'JSONEachRow' })
    quiet = (await result.json()).length === 0 ? quiet + 1 : 0
  }
  return Math.max(0, (performance.now() - began - QUIET_LOOKS * LOOK_MS) / 1_000)
}

/** Inserts that the engine held up or refused because there were too many parts, since its start. */
export async function heldUpInserts({ warehouse: { app } }: TestWarehouse): Promise<number> {
  const result = await app.query({
    query: `select toUInt32(sum(value)) as held from system.events where event in ('DelayedInserts', 'RejectedInserts')`,
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ held: number }>()
  return row?.held ?? 0
}

/** Bytes above which the background does not merge parts any further. */
export async function largestMerge({ warehouse: { app } }: TestWarehouse): Promise<number> {
  const result = await app.query({
    query: `select toFloat64(value) as bytes from system.merge_tree_settings where name = 'max_bytes_to_merge_at_max_space_in_pool'`,
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ bytes: number }>()
  return row?.bytes ?? 0
}
