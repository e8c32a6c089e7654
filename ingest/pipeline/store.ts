import type { ClickHouseClient } from '@clickhouse/client'
import { formatInstant } from '../../warehouse/time/day.ts'
import type { Change } from '../change.ts'

const SNAPSHOT_CODES = { no: 0, full: 1, incremental: 2 } as const

/** Writes changes as the source had them into `ops.ods_change`. Delivered again, a change replaces itself. */
export async function storeChanges(
  client: ClickHouseClient,
  keyId: number,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return
  await client.insert({
    table: 'ops.ods_change',
    format: 'JSONCompactEachRow',
    // collapsing what is double within one insert took a quarter of its CPU; what is double over several stays till a merge too
    clickhouse_settings: { optimize_on_insert: 0 },
    columns: [
      'system',
      'entity',
      'id',
      'ver',
      'source',
      'place',
      'key_text',
      'key_id',
      'table',
      'op',
      'snapshot',
      'lineage',
      'source_pos',
      'changed_at',
      'data',
      'nulls',
    ],
    values: changes.map(({ system, entity, id, keyText, version, ods }) => [
      system,
      entity,
      id,
      String(version.ver),
      version.source,
      String(ods.place),
      keyText,
      keyId,
      ods.table,
      ods.op,
      SNAPSHOT_CODES[ods.snapshot],
      version.lineage,
      String(version.sourcePos),
      formatInstant(version.at),
      ods.data,
      ods.nulls,
    ]),
  })
}
