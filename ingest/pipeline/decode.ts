import type { Change, Refusal } from '../change.ts'
import { REPLAY_HEADERS, REPLAY_TOPIC } from '../deadletter/deadLetter.ts'
import { decodeFormat } from '../format/decodeFormat.ts'
import { LostDigits, parseLossless } from '../format/json.ts'
import type { Decoded, JsonParser, RowChange, SourceChange } from '../format/record.ts'
import { applyMapping, MAX_ROWS, tableMarkOf } from '../mapping/apply.ts'
import type { Mapping, Mappings } from '../mapping/mapping.ts'
import { type MissingColumn, missingColumnsOf, missingWords } from '../mapping/missingColumns.ts'
import type { Pseudonyms } from '../mapping/pseudonyms.ts'
import type { SnapshotMark } from '../snapshot/generation.ts'
import type { Message } from '../source/port.ts'
import { type TopicKnowledge, topicHints } from './topicHints.ts'

/** Where a message stands, or stood first when it is a replayed dead letter. */
export interface Origin {
  /** `<kind>:<cluster>/<topic>/<partition>@<epoch>` */
  source: string
  topic: string
  epoch: number
  offset: bigint
}

/** `tables` are those that a refused message is of; empty when it does not say. */
export type Outcome = ({ changes: Change[] } | { refusal: Refusal; tables: readonly string[] }) & Notices

/** What somebody should know of a message beside what becomes of it. */
export interface Notices {
  passedOver?: PassedOver
  /** Columns that the mapping names and whole rows did not have. */
  missing?: readonly MissingColumn[]
  /** Marks of full snapshots that stand in messages of their own. */
  marks?: readonly SnapshotMark[]
}

/** What was left out because nobody maps its table: rows of ignored tables, schema changes of any. */
export interface PassedOver {
  why: PassedOverReason
  rows: number
}

export type PassedOverReason = 'ignored_table' | 'unmapped_schema_change'

export interface DecodeContext {
  mappings: Mappings
  pseudonyms: Pseudonyms
  maxBytes: number
  /** Hears of every row before its mapping drops what it does not name. For looking at messages, not for the ingest. */
  onRow?(change: RowChange): void
}

/** What a message says: its changes (none for a heartbeat or a tombstone), or why it cannot be used. Never throws. */
export function decodeMessage(context: DecodeContext, message: Message, origin: Origin): Outcome {
  const bytes = message.value?.length ?? 0
  if (bytes > context.maxBytes)
    return {
      refusal: {
        reason: 'too_large',
        detail: `${bytes} bytes; KAFKA_MAX_MESSAGE_MB allows ${context.maxBytes}`,
      },
      tables: [],
    }
  try {
    return read(context, message, origin, JSON.parse)
  } catch (error) {
    if (!(error instanceof LostDigits)) return { refusal: malformed(error), tables: [] }
  }
  try {
    return read(context, message, origin, parseLossless)
  } catch (error) {
    return { refusal: malformed(error), tables: [] }
  }
}

function read(context: DecodeContext, message: Message, origin: Origin, parse: JsonParser): Outcome {
  const hints = topicHints(context.mappings, origin.topic)
  const decoded: Decoded = decodeFormat(
    { key: message.key, value: message.value, topic: origin.topic, headers: message.headers },
    parse,
    hints,
  )
  if (decoded.kind === 'control') return { changes: [], ...marksOf(context, decoded, message, origin) }
  if (decoded.kind === 'refused') return refusedOf(decoded, hints)
  if (decoded.changes.length > MAX_ROWS)
    return {
      refusal: {
        reason: 'too_many_rows',
        detail: `${decoded.changes.length} rows in one message; ${MAX_ROWS} can be numbered`,
      },
      tables: tablesOf(decoded.changes),
    }
  const changes: Change[] = []
  const missing: MissingColumn[] = []
  let ignored = 0
  for (const [row, rowChange] of decoded.changes.entries()) {
    const mapping = context.mappings.find(origin.topic, rowChange.table)
    if (!mapping && hints.ignores(rowChange.table)) {
      ignored += 1
      continue
    }
    const change = mapping
      ? takeRow(context, mapping, rowChange, { message, origin, row, missing })
      : noMapping(rowChange.table, origin.topic)
    if ('reason' in change)
      return { refusal: change, tables: tablesOf(decoded.changes), ...noticesOf(ignored, missing) }
    changes.push(change)
  }
  return { changes, ...noticesOf(ignored, missing) }
}

/** The mark of a mapped table's snapshot, if the message is one. */
function marksOf(
  { mappings }: DecodeContext,
  { mark }: Extract<Decoded, { kind: 'control' }>,
  { timestamp }: Message,
  { source, topic, epoch, offset }: Origin,
): Pick<Notices, 'marks'> {
  const mapping = mark && mappings.find(topic, mark.table)
  if (!mapping) return {}
  return { marks: [tableMarkOf(mapping, mark, { source, epoch, offset, brokerTime: timestamp })] }
}

interface Spot {
  message: Message
  origin: Origin
  /** Index of the row in its message. */
  row: number
  /** Takes the columns that the row should have and has not. */
  missing: MissingColumn[]
}

function takeRow(
  { onRow, pseudonyms }: DecodeContext,
  mapping: Mapping,
  rowChange: SourceChange,
  { message, origin, row, missing }: Spot,
): Change | Refusal {
  const fault = keyFault(rowChange, mapping.key)
  if (fault) return fault
  const place = {
    source: origin.source,
    epoch: origin.epoch,
    offset: origin.offset,
    row,
    brokerTime: message.timestamp,
  }
  onRow?.(rowChange)
  const change = applyMapping(mapping, rowChange, place, pseudonyms)
  if ('reason' in change) return change
  const lacking = missingColumnsOf(mapping, rowChange, change.version)
  missing.push(...lacking)
  // a row that is marked as deleted does not count whatever it lacks
  const required = lacking.find(({ isRequired }) => isRequired)
  return required && change.version.life !== 'hidden' ? lacksColumn(required) : change
}

function lacksColumn(missing: MissingColumn): Refusal {
  return {
    reason: 'missing_column',
    detail: `${missingWords(missing)}: name it in ${missing.mapping.file} as the source does, then replay`,
  }
}

/** Tables of all rows of a message: one that is refused keeps back the others. */
function tablesOf(changes: readonly SourceChange[]): string[] {
  return [...new Set(changes.map(({ table }) => table))]
}

function noMapping(table: string, topic: string): Refusal {
  return { reason: 'unknown_table', detail: `no mapping for table ${table} of topic ${topic}` }
}

function noticesOf(ignored: number, missing: readonly MissingColumn[]): Notices {
  return {
    ...(ignored > 0 ? { passedOver: { why: 'ignored_table', rows: ignored } } : {}),
    ...(missing.length > 0 ? { missing } : {}),
  }
}

/** A refusal that concerns nobody is none: rows of ignored tables, and what became of tables that nobody maps. */
function refusedOf(
  { refusal, tables }: Extract<Decoded, { kind: 'refused' }>,
  hints: TopicKnowledge,
): Outcome {
  if (tables.length === 0) return { refusal, tables }
  if (refusal.reason === 'truncate') {
    const mapped = [...new Set(tables.flatMap(hints.mapped))]
    return mapped.length > 0
      ? { refusal, tables: mapped }
      : { changes: [], passedOver: { why: 'unmapped_schema_change', rows: 1 } }
  }
  return tables.every(hints.ignores)
    ? { changes: [], passedOver: { why: 'ignored_table', rows: 1 } }
    : { refusal, tables }
}

/** A truth, a list or an object in place of a key would become the key of some other row, empty text that of none. */
function keyFault(change: RowChange, keyColumns: readonly string[]): Refusal | null {
  for (const column of keyColumns) {
    const cell = change.after?.[column] ?? change.key?.[column] ?? change.before?.[column]
    if (cell === undefined || cell === null || typeof cell === 'number') continue
    if (cell === '') return { reason: 'no_key', detail: `${change.table}: ${column} is empty` }
    if (typeof cell !== 'string')
      return { reason: 'bad_value', detail: `${change.table}.${column}: no key: expected a number or text` }
  }
  return null
}

function malformed(error: unknown): Refusal {
  // the parser's message can quote the text, which may be personal: only its kind is kept
  const kind = error instanceof SyntaxError ? 'not JSON' : 'not readable'
  return { reason: 'malformed_json', detail: `the message is ${kind}` }
}

/** Where a message stood first: of a replayed dead letter the place in its headers, else the place it is read from. */
export function originOf(topic: string, source: string, epoch: number, message: Message): Origin {
  if (topic !== REPLAY_TOPIC) return { source, topic, epoch, offset: message.offset }
  const header = (name: string) => message.headers[name] ?? ''
  return {
    source: header(REPLAY_HEADERS.source),
    topic: header(REPLAY_HEADERS.topic),
    epoch: Number(header(REPLAY_HEADERS.epoch)),
    offset: BigInt(header(REPLAY_HEADERS.offset) || 0),
  }
}
