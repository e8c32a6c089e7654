import { COLUMN_TYPES, type Entity, type Value } from '../../warehouse/catalogue/entities.ts'
import { UNKNOWN_DAY } from '../../warehouse/contract/calendar.ts'
import { quote } from '../../warehouse/platform/clickhouse/quote.ts'
import { dayOf, formatDay, formatInstant } from '../../warehouse/platform/time/day.ts'
import type { Change } from '../change.ts'
import type { SignedRow } from './rows.ts'
import type { Life, Version } from './timeline.ts'

/**
 * Rows of a log as JSONCompactEachRow text. Written by hand, column by column: this is the hottest loop of the ingest
 * beside JSON.parse, and a generic stringify costs three times as much.
 */

const HEAD: readonly (readonly [string, string])[] = [
  ['ev', 'UInt8'],
  ['system', 'UInt8'],
  ['id', 'UInt64'],
  ['ver', 'UInt64'],
  ['source', 'LowCardinality(String)'],
  ['key_text', 'String'],
  ['key_id', 'UInt32'],
  ['lineage', 'LowCardinality(String)'],
  ['source_pos', 'UInt128'],
  ['alive', 'UInt8'],
  ['sent', 'UInt64'],
  ['sign', 'Int8'],
  ['transition', 'String'],
  ['day', 'Date32'],
  ['changed_on', 'Date32'],
  ['changed_at', "DateTime64(3, 'Asia/Shanghai')"],
]
const TAIL: readonly (readonly [string, string])[] = [
  ['batch', 'UInt64'],
  ['watermark', 'Map(String, UInt64)'],
  ['writer', 'UInt64'],
]

/** `alive` as the log stores it. Of hidden and unsaid rows a reader of `alive` must decide; 0 and 1 are what they say. */
export const LIFE_CODES: Readonly<Record<Life, number>> = { deleted: 0, shown: 1, unsaid: 2, hidden: 3 }

/** Columns of an entity's log in the order that `encode…` writes them: name and type for ClickHouse's `input()`. */
export function logColumns(entity: Entity): { name: string; type: string }[] {
  const fields = entity.fields.map(field => [field.name, COLUMN_TYPES[field.type]] as const)
  return [...HEAD, ...fields, ...TAIL].map(([name, type]) => ({ name, type }))
}

function encodeFields(entity: Entity, state: readonly Value[]): string {
  let out = ''
  for (let i = 0; i < entity.fields.length; i++) {
    const type = entity.fields[i]?.type
    const value = state[i]
    if (type === 'date' || type === 'month')
      out += `"${formatDay(typeof value === 'number' ? value : UNKNOWN_DAY)}",`
    else if (type === 'text' || type === 'name') out += `${quote(String(value ?? ''))},`
    // quoted, it would be read as a date and time, and 0 as none
    else if (type === 'instant') out += `${value ?? 0},`
    else out += `"${value ?? 0}",`
  }
  return out
}

/** What all rows of one batch share. */
export interface BatchContext {
  entity: Entity
  keyId: number
  batch: bigint
}

/** The row of a version, with the +1 that it begins if there is one. */
export function encodeVersion(
  context: BatchContext,
  change: Pick<Change, 'system' | 'id' | 'keyText'>,
  version: Version,
  begins: SignedRow | null,
): string {
  const on = formatDay(dayOf(version.at))
  return (
    `[1,${change.system},"${change.id}","${version.ver}",${quote(version.source)},${JSON.stringify(change.keyText)},${context.keyId},` +
    `${quote(version.lineage)},"${version.sourcePos}",${LIFE_CODES[version.life]},"${version.sent}",` +
    `${begins ? 1 : 0},"${begins?.transition ?? 'none'}","${begins ? formatDay(begins.day) : on}","${begins ? formatDay(begins.changedOn) : on}","${formatInstant(version.at)}",` +
    `${encodeFields(context.entity, begins?.state ?? version.fields)}"${context.batch}",{},"0"]\n`
  )
}

/** A signed row that is not carried by a version. */
export function encodeSigned(
  context: BatchContext,
  change: Pick<Change, 'system' | 'id'>,
  row: SignedRow,
): string {
  return (
    `[0,${change.system},"${change.id}","${row.by.ver}",${quote(row.by.source)},"",${context.keyId},"","0",0,"0",` +
    `${row.sign},"${row.transition}","${formatDay(row.day)}","${formatDay(row.changedOn)}","${formatInstant(row.changedAt)}",` +
    `${encodeFields(context.entity, row.state)}"${context.batch}",{},"0"]\n`
  )
}

/** `source` of the watermark row of a batch that seals its chain. */
export const SEAL = 'seal'

/** What the watermark row of a batch says beside its number. */
export interface Watermark {
  positions: ReadonlyMap<string, bigint>
  writer: bigint
  seal: boolean
  /** Milliseconds since 1970. */
  now: number
}

/** The watermark row of a batch: key (0, 0), ver = batch. */
export function encodeWatermark(
  context: BatchContext,
  unknown: readonly Value[],
  { positions, writer, seal, now }: Watermark,
): string {
  const watermark = JSON.stringify(
    Object.fromEntries([...positions].map(([source, position]) => [source, String(position)])),
  )
  const on = formatDay(dayOf(now))
  return (
    `[0,0,"0","${context.batch}","${seal ? SEAL : ''}","",${context.keyId},"","0",0,"0",0,"none","${on}","${on}","${formatInstant(now)}",` +
    `${encodeFields(context.entity, unknown)}"${context.batch}",${watermark},"${writer}"]\n`
  )
}
