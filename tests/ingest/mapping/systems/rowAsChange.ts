import type { Change } from '../../../../ingest/change.ts'
import type { Row, RowChange } from '../../../../ingest/format/record.ts'
import { applyMapping, type Place } from '../../../../ingest/mapping/apply.ts'
import type { Mapping } from '../../../../ingest/mapping/mapping.ts'
import { createPseudonyms } from '../../../../ingest/mapping/pseudonyms.ts'
import type { KeptRow } from '../../../../ingest/mapping/remap.ts'

export const NOW = Date.parse('2026-11-09T12:00:00+08:00')
export const PLACE: Place = { source: 'spool:c/t/0@2', epoch: 2, offset: 5n, row: 0, brokerTime: NOW }
export const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))

/** A row of a source as the change that its mapping makes of it. Throws when the mapping refuses it. */
export function rowAsChange(mapping: Mapping, row: Row, place = PLACE): Change {
  const change: RowChange = {
    op: 'upsert',
    opRaw: 'u',
    table: mapping.table,
    after: row,
    before: null,
    key: null,
    snapshot: false,
    at: NOW,
    lineage: '',
    sourcePos: 0n,
  }
  const found = applyMapping(mapping, change, place, pseudonyms)
  if ('reason' in found) throw new Error(`${found.reason}: ${found.detail}`)
  return found
}

/** What `ods_change` keeps of the row. */
export function keptOf({ ods: { data, nulls } }: Pick<Change, 'ods'>): KeptRow {
  return { data: JSON.parse(data), nulls }
}
