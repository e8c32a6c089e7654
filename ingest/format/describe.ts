import { doubtfulDefaults } from './connectSchema.ts'
import { decodeFormat } from './decodeFormat.ts'
import { parseLossless, textOf } from './json.ts'
import { readConnectKey, readMaxwellKey } from './kafkaKey.ts'
import { refuse } from './outcome.ts'
import {
  type Decoded,
  isObject,
  type JsonParser,
  NO_HINTS,
  type RawMessage,
  type SourceChange,
  type TopicHints,
} from './record.ts'

/** What the person who looks at a feed knows of it. */
export interface Known {
  keyColumns: readonly string[]
  /** What the mappings of the topic tell, where there are some. */
  hints?: TopicHints
}

/** What a message says, for a person to read. */
export type Description =
  | { format: string; changes: DescribedChange[]; warning?: string }
  | { format?: string; control: string }
  | { reason: string; detail: string }

export interface DescribedChange {
  op: SourceChange['op']
  opRaw: string
  source: string
  db: string | null
  schema: string | null
  table: string
  pk: readonly string[] | null
  after: SourceChange['after']
  before: SourceChange['before']
  absent: readonly string[]
  snapshot: boolean
  /** ISO text, how exact it is and of what. */
  sourceTime: string | null
  timePrecision: string
  timeMeaning: string
  position: string
  /** Whether positions of this feed tell a replay from news. */
  comparable: boolean
}

/** What a message says, and the tables that it names as a mapping would. Throws nothing. */
export function describeMessage(
  message: RawMessage,
  known: Known,
): { description: Description; tables: readonly string[] } {
  const parse = parsingOnce()
  const decoded = decodeSafely(message, known, parse)
  if (decoded.kind === 'refused') return { description: decoded.refusal, tables: [] }
  if (decoded.kind === 'control') {
    const { format, control } = decoded
    return { description: { ...(format ? { format } : {}), control }, tables: [] }
  }
  const doubtful = doubtfulOf(message, decoded.changes, parse)
  return {
    description: {
      format: decoded.changes[0]?.format ?? '',
      changes: decoded.changes.map(change => describe(change, message, known, parse)),
      ...(doubtful.length > 0
        ? {
            warning: `${doubtful.join(', ')}: null may have been replaced by the default; set value.converter.replace.null.with.default=false`,
          }
        : {}),
    },
    tables: decoded.changes.map(({ table }) => table),
  }
}

/** Reads without losing digits, which is slow, and each text once. */
function parsingOnce(): JsonParser {
  const values = new Map<string, unknown>()
  return text => {
    if (!values.has(text)) values.set(text, parseLossless(text))
    return values.get(text)
  }
}

function decodeSafely(message: RawMessage, known: Known, parse: JsonParser): Decoded {
  try {
    const hints = known.hints ?? hintsOf(message.topic, known.keyColumns, null)
    const decoded = decodeFormat(message, parse, hints)
    if (decoded.kind !== 'refused' || decoded.refusal.reason !== 'unknown_format') return decoded
    return bareRow(message, known.keyColumns, parse) ?? decoded
  } catch {
    // nesting that exceeds the stack
    return refuse('malformed_json', 'the message is not readable')
  }
}

/** What no format claims is a bare row once somebody says what its key is, and the row holds it. */
function bareRow(message: RawMessage, keyColumns: readonly string[], parse: JsonParser): Decoded | null {
  if (keyColumns.length === 0) return null
  const decoded = decodeFormat(message, parse, hintsOf(message.topic, keyColumns, 'unwrapped'))
  if (decoded.kind !== 'changes') return null
  const isRow = decoded.changes.every(({ after, before }) => {
    const row = after ?? before ?? {}
    return keyColumns.every(column => Object.hasOwn(row, column))
  })
  return isRow ? decoded : null
}

/** Any table has the key columns that were given; rows that name no table are of the topic's. */
function hintsOf(topic: string, keyColumns: readonly string[], format: TopicHints['format']): TopicHints {
  const hint = { table: topic, keyColumns, columns: new Set<string>() }
  return { find: table => (keyColumns.length > 0 ? { ...hint, table } : undefined), only: hint, format }
}

function describe(
  change: SourceChange,
  message: RawMessage,
  known: Known,
  parse: JsonParser,
): DescribedChange {
  return {
    op: change.op,
    opRaw: change.opRaw,
    source: change.kind,
    db: change.db,
    schema: change.schema,
    table: change.name,
    pk: change.pk ?? keyOf(change, message, parse) ?? (known.keyColumns.length > 0 ? known.keyColumns : null),
    after: change.after,
    before: change.before ?? (change.op === 'delete' ? change.key : null),
    absent: change.absent,
    snapshot: change.snapshot,
    sourceTime: change.at === null ? null : new Date(change.at).toISOString(),
    timePrecision: change.time.precision,
    timeMeaning: change.time.meaning,
    position: change.position,
    comparable: change.lineage !== '',
  }
}

function keyOf(change: SourceChange, message: RawMessage, parse: JsonParser): readonly string[] | null {
  const reading = { message, parse, hints: NO_HINTS, schema: null }
  const row = change.after ?? change.before ?? {}
  const key =
    change.format === 'maxwell' ? readMaxwellKey(reading, Object.keys(row)) : readConnectKey(reading)
  return key && Object.keys(key)
}

function doubtfulOf(message: RawMessage, changes: readonly SourceChange[], parse: JsonParser): string[] {
  try {
    const text = message.value && textOf(message.value)
    const value = text ? parse(text) : null
    return isObject(value) ? changes.flatMap(change => doubtfulDefaults(value.schema, change.after)) : []
  } catch {
    // several objects on lines of their own have no schema
    return []
  }
}
