import { isLosslessNumber, parse, stringify } from 'lossless-json'
import { isObject } from '../format/record.ts'
import type { SpoolMessage } from '../source/spool/segment.ts'

/**
 * A line of a message file as a message: `{"key":…,"value":…,"timestamp":…}`, or the bare value. Digits stay as they are
 * written. What is no JSON is a value as well: the ingest makes a dead letter of it.
 */
export function messageOfLine(line: string, now: number): SpoolMessage {
  const bare: SpoolMessage = { key: null, value: Buffer.from(line), timestamp: now, headers: {} }
  let parsed: unknown
  try {
    parsed = parse(line)
  } catch {
    return bare
  }
  if (!isObject(parsed) || !('value' in parsed) || 'op' in parsed) return bare
  const { timestamp } = parsed
  return {
    key: toBytes(parsed.key),
    value: toBytes(parsed.value),
    timestamp: isLosslessNumber(timestamp) ? Number(timestamp.value) : now,
    headers: {},
  }
}

function toBytes(part: unknown): Buffer | null {
  if (part === null || part === undefined) return null
  return Buffer.from(typeof part === 'string' ? part : (stringify(part) ?? ''))
}
