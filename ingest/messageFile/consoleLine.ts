import { valueEnd } from './members.ts'
import { type Taken, timestampOf } from './writtenMessage.ts'

const TAB = 0x09
const FIELD =
  /^(?:(CreateTime|LogAppendTime):(-?\d+)|NO_TIMESTAMP|(?:Partition|Offset|Delivery|Epoch):[\w-]+)$/
/** Fields before headers, key and value: time, partition, offset, delivery, epoch. */
const MOST_FIELDS = 5
/** A field is not longer. */
const FIELD_BYTES = 64
const NULL = 'null'

/**
 * A line of `kafka-console-consumer` that prints more than the value: time, partition, offset, headers and key, as far as
 * they were asked for, with tabs between them. Null for a line of anything else.
 */
export function readConsoleLine(line: Buffer): Taken | null {
  if (!line.includes(TAB)) return null
  let at = 0
  let timestamp: number | null = null
  let fields = 0
  for (; fields < MOST_FIELDS; fields++) {
    const tab = line.indexOf(TAB, at)
    const found = tab < 0 || tab - at > FIELD_BYTES ? null : FIELD.exec(line.toString('utf8', at, tab))
    if (!found) break
    if (found[2]) timestamp = timestampOf(found[2])
    at = tab + 1
  }
  const starts = [at]
  for (let tab = line.indexOf(TAB, at); tab >= 0; tab = line.indexOf(TAB, tab + 1)) starts.push(tab + 1)
  const [first = at] = starts
  const start =
    starts.slice(fields > 0 ? 0 : 1).find(one => isWhole(line, one)) ?? lastOf(line, starts, fields)
  if (start === null) return null
  if (isOpen(line, start) && !isWhole(line, start)) return { fault: 'the value breaks off' }

  const before = start === first ? [] : split(line.subarray(first, start - 1))
  const key = before.length > 0 && before.at(-1)?.toString() !== 'NO_HEADERS' ? before.pop() : undefined
  return {
    message: {
      key: key ? orNull(key) : null,
      value: orNull(line.subarray(start)),
      topic: '',
      timestamp,
      headers: readHeaders(before.map(String).join('\t')),
    },
    as: ['kafka-console-consumer'],
  }
}

/** Where the value begins if it is no JSON: only where the line has fields, or the value looks like JSON, is it one. */
function lastOf(line: Buffer, starts: readonly number[], fields: number): number | null {
  const last = starts.at(-1) ?? 0
  return fields > 0 || isOpen(line, last) ? last : null
}

function isWhole(line: Buffer, start: number): boolean {
  if (isOpen(line, start)) return valueEnd(line, start) === line.length
  return line.length - start === NULL.length && line.toString('latin1', start) === NULL
}

function isOpen(line: Buffer, start: number): boolean {
  return line[start] === 0x7b || line[start] === 0x5b
}

function orNull(part: Buffer): Buffer | null {
  return part.length === NULL.length && part.toString('latin1') === NULL ? null : part
}

function split(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = []
  let from = 0
  for (let tab = bytes.indexOf(TAB); tab >= 0; tab = bytes.indexOf(TAB, from)) {
    parts.push(bytes.subarray(from, tab))
    from = tab + 1
  }
  return [...parts, bytes.subarray(from)]
}

function readHeaders(written: string): Record<string, string> {
  const headers: Record<string, string> = {}
  if (written === 'NO_HEADERS') return headers
  for (const one of written.split(',')) {
    const colon = one.indexOf(':')
    if (colon > 0) headers[one.slice(0, colon)] = one.slice(colon + 1)
  }
  return headers
}
