import { binaryHint } from './binary.ts'
import { holdsHalfCharacter, textOf } from './json.ts'
import { control, refuse, unknownFormat } from './outcome.ts'
import {
  type Decoded,
  isObject,
  isRow,
  type JsonParser,
  NO_HINTS,
  type RawMessage,
  type SourceChange,
  type TopicHints,
} from './record.ts'
import { sniff } from './sniff.ts'
import { decodeUnwrapped, decodeUnwrappedTombstone } from './unwrapped.ts'

/**
 * What a message says, whichever format it is in: row changes, nothing to store, or why it cannot be used.
 *
 * `parse` is `JSON.parse` or `parseLossless`; with the first, `LostDigits` is thrown when the message must be read again
 * with the second. `hints` are what is known of the topic. Nothing else is thrown but what the parser throws at its limits
 * (nesting that exceeds the stack).
 */
export function decodeFormat(message: RawMessage, parse: JsonParser, hints: TopicHints = NO_HINTS): Decoded {
  if (message.value === null) return decodeTombstone(message, parse, hints)
  const text = textOf(message.value)
  if (text === null) return refuseBytes(message)
  const values = parseValues(text, parse)
  if (!values) return refuseBytes(message)
  if (holdsHalfCharacter(text, values))
    return refuse('malformed_json', 'a text holds half a character (a surrogate without its other half)')
  const [first] = values
  return values.length === 1
    ? decodeValue(first, message, parse, hints)
    : together(values.map(value => decodeValue(value, message, parse, hints)))
}

/** The JSON values of a message: one, or several on lines of their own (TiCDC). Null when it is no JSON. */
function parseValues(text: string, parse: JsonParser): unknown[] | null {
  try {
    return [parse(text)]
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '')
  if (lines.length < 2) return null
  try {
    return lines.map(line => parse(line))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return null
  }
}

function refuseBytes(message: RawMessage): Decoded {
  const hint = binaryHint(message)
  // the parser's words can quote the text, which may be personal
  return hint === null ? refuse('malformed_json', 'the message is not JSON') : unknownFormat(hint)
}

function decodeValue(value: unknown, message: RawMessage, parse: JsonParser, hints: TopicHints): Decoded {
  if (!isObject(value)) return unknownFormat('the value is not an object')
  const isWrapped = isConnectWrapper(value)
  const payload = isWrapped ? value.payload : value
  if (payload === null) return decodeTombstone(message, parse, hints)
  if (!isRow(payload)) return unknownFormat('the payload is not an object')
  const reading = { message, parse, hints, schema: isWrapped ? value.schema : null }
  if (hints.format === 'unwrapped') return decodeUnwrapped(payload, reading)
  const decode = sniff(payload)
  if (decode) return decode(payload, reading)
  return unknownFormat(
    'none of the formats that are known; if the topic carries bare rows, say "format: unwrapped" in their mapping',
  )
}

/** Kafka Connect's JsonConverter with schemas; the schema is null when the converter had none. */
function isConnectWrapper(value: Record<string, unknown>): boolean {
  if (!('payload' in value && 'schema' in value)) return false
  return !isObject(value.schema) || !('dataColumn' in value.schema)
}

/** A null value: it follows the deletion that an envelope told, or, of bare rows, is the deletion. */
function decodeTombstone(message: RawMessage, parse: JsonParser, hints: TopicHints): Decoded {
  return hints.format === 'unwrapped'
    ? decodeUnwrappedTombstone({ message, parse, hints, schema: null })
    : control(null, 'tombstone')
}

/** Tables that the parts are of; none when one of them does not say. */
function tablesOf(parts: readonly Decoded[]): string[] {
  const tables = new Set<string>()
  for (const part of parts) {
    if (part.kind === 'refused' && part.tables.length === 0) return []
    const named = part.kind === 'changes' ? part.changes.map(({ table }) => table) : []
    for (const table of part.kind === 'refused' ? part.tables : named) tables.add(table)
  }
  return [...tables]
}

/** Several objects of one message count together: one that cannot be used keeps back all. */
function together(parts: readonly Decoded[]): Decoded {
  const all: SourceChange[] = []
  for (const part of parts) if (part.kind === 'changes') all.push(...part.changes)
  const refused = parts.find(part => part.kind === 'refused')
  if (refused) return { ...refused, tables: tablesOf(parts) }
  const [first] = parts
  return all.length > 0 || first === undefined ? { kind: 'changes', changes: all } : first
}
