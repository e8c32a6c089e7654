import type { Value } from '../../warehouse/catalogue/entities.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import type { Change, OdsColumns, Refusal } from '../change.ts'
import { exactText } from '../format/json.ts'
import type { Cell, Row, RowChange, TableMark } from '../format/record.ts'
import { REKEYED, type Version } from '../log/timeline.ts'
import type { SnapshotMark } from '../snapshot/generation.ts'
import { cellOf, toText } from './cell.ts'
import type { Mapping } from './mapping.ts'
import { mapRow, unknownFields } from './mapRow.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { keyCellsOf, keyTextOf, rowIdOf } from './rowKey.ts'

/** Where a change stood in its stream, which gives it its version. */
export interface Place {
  /** `<kind>:<cluster>/<topic>/<partition>@<epoch>`. */
  source: string
  epoch: number
  offset: bigint
  /** Index of the row in its message. */
  row: number
  /** When the broker took it, milliseconds since 1970. */
  brokerTime: number
}

/** Rows that one message can number: 15 bits beside the bit that lets an upsert win over a deletion. */
export const MAX_ROWS = 32_767

/** Order of a change within its table: epoch (8 bits), offset or commit time (40), row in the message and kind (16). */
export function versionOf(place: Pick<Place, 'epoch' | 'offset' | 'row'>, isDelete: boolean): bigint {
  return (BigInt(place.epoch) << 56n) | (place.offset << 16n) | BigInt(place.row * 2 + (isDelete ? 0 : 1))
}

/** Commit times are counted from here, so that 40 bits of milliseconds last until 2054. */
const FIRST_COMMIT = Date.UTC(2020, 0, 1)
const LAST_COMMIT = (1n << 40n) - 1n

/** A commit time in the place of the offset, for feeds in which a key does not stay in its partition. */
export function commitOrder(at: number): bigint {
  const ms = BigInt(Math.max(0, Math.floor(at - FIRST_COMMIT)))
  return ms > LAST_COMMIT ? LAST_COMMIT : ms
}

/**
 * What a row change means for its entity: the fields that the mapping names, converted, personal ones as pseudonyms.
 * Everything else in the message is dropped here. Throws `LostDigits` when the message must be read losslessly.
 */
export function applyMapping(
  mapping: Mapping,
  change: RowChange,
  place: Place,
  pseudonyms: Pseudonyms,
): Change | Refusal {
  const row = change.op === 'delete' ? null : change.after
  const keyCells = keyCellsOf(mapping, change)
  if (keyCells === null)
    return {
      reason: 'no_key',
      detail: `${mapping.table}: neither the row nor the message key holds ${mapping.key.join(' and ')}`,
    }
  const { id, keyText } = rowIdOf(keyTextOf(mapping.space, Object.values(keyCells)), pseudonyms)

  // the key columns are known even where only the message's key holds them
  const whole =
    row && mapping.key.some(column => cellOf(row, column) === undefined) ? { ...keyCells, ...row } : row
  const mapped = whole ? mapRow(mapping, whole, pseudonyms) : goneOf(mapping)
  if ('reason' in mapped) return mapped
  const { fields, sent, life } = mapped

  const at = instantOf(change.at, place.brokerTime)
  const isDelete = change.op === 'delete'
  const inCommitOrder = mapping.order === 'commit time'
  const offset = inCommitOrder ? commitOrder(at) : place.offset
  // changes of one commit time (many databases know seconds only) are told apart by where they stood
  const spot = inCommitOrder ? versionOf({ ...place, epoch: 0 }, isDelete) : 0n
  const mark = markOf(mapping, change, place)
  return {
    entity: mapping.entity,
    system: mapping.system.id,
    id,
    keyText,
    version: {
      ver: versionOf({ ...place, offset }, isDelete),
      source: place.source,
      lineage: change.lineage,
      sourcePos: change.lineage === '' ? spot : change.sourcePos,
      life,
      sent: change.isRekeyed ? sent | REKEYED : sent,
      at,
      on: dayOf(at),
      fields,
    },
    ...(mark ? { mark } : {}),
    ods: {
      table: mapping.table,
      op: change.opRaw,
      snapshot: snapshotKind(change),
      mark: change.snapshotMark === undefined || change.snapshotMark === 'row' ? 'none' : change.snapshotMark,
      snapshotOf: change.snapshotOf ?? '',
      sentAt: place.brokerTime,
      place: spot,
      ...keptOf(mapping, whole ?? {}, fields, keyCells),
    },
  }
}

/** A deletion says nothing but that: all fields are unknown. */
function goneOf(mapping: Mapping): Pick<Version, 'fields' | 'sent' | 'life'> {
  return {
    fields: unknownFields(mapping.entity),
    sent: 0n,
    life: 'deleted',
  }
}

/**
 * The columns of the row that the mapping names, as text: what `remapVersion` needs to map it once more. `fields` hold what
 * is kept in place of a cell.
 */
function keptOf(
  mapping: Mapping,
  row: Row,
  fields: readonly Value[],
  keyCells: Readonly<Record<string, string>>,
): Pick<OdsColumns, 'data' | 'nulls'> {
  const data: string[] = []
  const nulls: string[] = []
  for (const { column, name, label, field } of mapping.kept) {
    const cell = cellOf(keyCells, column) ?? cellOf(row, column)
    if (cell === undefined) continue
    if (cell === null) nulls.push(name)
    else data.push(label + (field === null ? jsonText(cell) : `"${fields[field]}"`))
  }
  // joined, and not added up piece by piece, which would keep all the pieces
  return { data: `{${data.join()}}`, nulls }
}

/** A cell's text, quoted. */
function jsonText(cell: Exclude<Cell, null>): string {
  return typeof cell === 'number' ? `"${exactText(cell)}"` : JSON.stringify(toText(cell))
}

function snapshotKind({ snapshot, snapshotMark }: RowChange): OdsColumns['snapshot'] {
  if (!snapshot) return 'no'
  return snapshotMark === 'none' ? 'incremental' : 'full'
}

function markOf(
  mapping: Mapping,
  { snapshotMark, snapshotOf = '', at }: RowChange,
  place: Place,
): SnapshotMark | null {
  if (snapshotMark === undefined || snapshotMark === 'none' || snapshotMark === 'row') return null
  const kind = snapshotMark === 'first' || snapshotMark === 'first_of_table' ? 'first' : 'last'
  return { ...tableMarkOf(mapping, { kind, at }, place), position: snapshotOf }
}

/** What the mark of a table's snapshot says that is a message of its own: it names no position in the source's log. */
export function tableMarkOf(
  { system, table }: Pick<Mapping, 'system' | 'table'>,
  { kind, at }: Pick<TableMark, 'kind' | 'at'>,
  { source, epoch, offset, brokerTime }: Omit<Place, 'row'>,
): SnapshotMark {
  return {
    kind,
    system: system.name,
    table,
    epoch,
    source,
    offset,
    at: instantOf(at, brokerTime),
    readAt: at ?? brokerTime,
    position: '',
  }
}

/**
 * Instant of a change: the source's commit time, or the broker's when the source does not say. A source clock that runs
 * ahead of the broker is not believed, so that no figure is dated in the future.
 */
function instantOf(at: number | null, brokerTime: number): number {
  return at === null ? brokerTime : Math.min(at, brokerTime)
}
