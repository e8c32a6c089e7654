import { isLosslessNumber, parse, stringify } from 'lossless-json'
import { isObject } from './record.ts'
import { text } from './text.ts'

/** A message as a line of a file holds it. */
export interface MessageLine {
  key: Buffer | null
  value: Buffer | null
  /** `''` when the line does not name one. */
  topic: string
  /** When it was sent, milliseconds since 1970; null when the line does not say. */
  timestamp: number | null
}

/** What tools that dump topics write beside key and value; anything else is a value of its own. */
const PARTS: ReadonlySet<string> = new Set([
  'topic',
  'partition',
  'offset',
  'timestamp',
  'headers',
  'key',
  'value',
])

/**
 * A line of a message file as a message: `{"key":…,"value":…,"timestamp":…}`, or the bare value. Digits stay as they are
 * written. What is no JSON is a value as well: the ingest makes a dead letter of it.
 */
export function messageOfLine(line: string): MessageLine {
  const bare: MessageLine = { key: null, value: Buffer.from(line), topic: '', timestamp: null }
  let parsed: unknown
  try {
    parsed = parse(line, undefined, { onDuplicateKey: ({ newValue }) => newValue })
  } catch {
    return bare
  }
  if (!isObject(parsed) || !('value' in parsed) || !Object.keys(parsed).every(name => PARTS.has(name)))
    return bare
  const { key, value, topic, timestamp } = parsed
  return {
    key: toBytes(key),
    value: toBytes(value),
    topic: text(topic),
    timestamp: isLosslessNumber(timestamp) ? Number(timestamp.value) : null,
  }
}

function toBytes(part: unknown): Buffer | null {
  if (part === null || part === undefined) return null
  return Buffer.from(typeof part === 'string' ? part : (stringify(part) ?? ''))
}
