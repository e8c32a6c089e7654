import type { Change, Refusal } from '../change.ts'
import { REPLAY_HEADERS, REPLAY_TOPIC } from '../deadletter/deadLetter.ts'
import { decodeFormat } from '../format/decodeFormat.ts'
import { LostDigits, parseLossless } from '../format/json.ts'
import type { Decoded, JsonParser, RowChange } from '../format/record.ts'
import { applyMapping, MAX_ROWS } from '../mapping/apply.ts'
import type { Mappings } from '../mapping/mapping.ts'
import type { Pseudonyms } from '../mapping/pseudonyms.ts'
import type { Message } from '../source/port.ts'
import { topicHints } from './topicHints.ts'

/** Where a message stands, or stood first when it is a replayed dead letter. */
export interface Origin {
  /** `<kind>:<cluster>/<topic>/<partition>@<epoch>` */
  source: string
  topic: string
  epoch: number
  offset: bigint
}

export type Outcome = { changes: Change[] } | { refusal: Refusal }

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
    }
  try {
    return read(context, message, origin, JSON.parse)
  } catch (error) {
    if (!(error instanceof LostDigits)) return { refusal: malformed(error) }
  }
  try {
    return read(context, message, origin, parseLossless)
  } catch (error) {
    return { refusal: malformed(error) }
  }
}

function read(context: DecodeContext, message: Message, origin: Origin, parse: JsonParser): Outcome {
  const hints = topicHints(context.mappings, origin.topic)
  const decoded: Decoded = decodeFormat(
    { key: message.key, value: message.value, topic: origin.topic },
    parse,
    hints,
  )
  if (decoded.kind === 'control') return { changes: [] }
  if (decoded.kind === 'refused') return { refusal: decoded.refusal }
  if (decoded.changes.length > MAX_ROWS)
    return {
      refusal: {
        reason: 'too_many_rows',
        detail: `${decoded.changes.length} rows in one message; ${MAX_ROWS} can be numbered`,
      },
    }
  const changes: Change[] = []
  for (const [row, rowChange] of decoded.changes.entries()) {
    const mapping = context.mappings.find(origin.topic, rowChange.table)
    if (!mapping)
      return {
        refusal: {
          reason: 'unknown_table',
          detail: `no mapping for table ${rowChange.table} of topic ${origin.topic}`,
        },
      }
    const fault = keyFault(rowChange, hints.find(rowChange.table)?.keyColumns ?? [])
    if (fault) return { refusal: fault }
    const place = {
      source: origin.source,
      epoch: origin.epoch,
      offset: origin.offset,
      row,
      brokerTime: message.timestamp,
    }
    context.onRow?.(rowChange)
    const change = applyMapping(mapping, rowChange, place, context.pseudonyms)
    if ('reason' in change) return { refusal: change }
    changes.push(change)
  }
  return { changes }
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
