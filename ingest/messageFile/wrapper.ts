import { membersOf, parseText } from './members.ts'
import { bytesIn, headersOf, type Taken, timestampOf } from './writtenMessage.ts'

type Parts = ReadonlyMap<string, Buffer>

/** Other names of a part, in lower case and without `_`, `-`, blanks and points. */
const ALIASES: Readonly<Record<string, string>> = {
  partitionid: 'partition',
  topicname: 'topic',
  ts: 'timestamp',
  timestampms: 'timestamp',
  tstype: 'timestamptype',
  valueformat: 'valueencoding',
  keyformat: 'keyencoding',
}

/** What tools that dump topics write beside key and value. */
const KNOWN: ReadonlySet<string> = new Set([
  'topic',
  'partition',
  'offset',
  'timestamp',
  'timestamptype',
  'headers',
  'key',
  'value',
  'valuebase64',
  'keybase64',
  'encoding',
  'valueencoding',
  'keyencoding',
])

/** Where the value is: under a name that says so, or under one that rows and messages have as well. */
const CLEAR = ['value', 'valuebase64', 'payload']
const DOUBTFUL = ['content', 'message']

/**
 * A JSON object with a message in it: our own `{"key":…,"value":…}`, `kcat -J`, what rpk and the web interfaces for Kafka
 * write. Null for an object that is a message itself. Digits stay as they are written.
 */
export function unwrap(members: ReadonlyMap<string, Buffer>): Taken | null {
  const parts = new Map<string, Buffer>()
  for (const [name, value] of members) {
    const plain = name.toLowerCase().replace(/[-_. ]/g, '')
    parts.set(ALIASES[plain] ?? plain, value)
  }
  const name = valueName(parts)
  if (name === null) return null

  const value = bytesOf(parts, 'value', name)
  const key = bytesOf(parts, 'key', parts.has('keybase64') ? 'keybase64' : 'key')
  if (value instanceof Fault) return { fault: value.text }
  if (key instanceof Fault) return { fault: key.text }
  const timestamp = parts.get('timestamp')
  return {
    message: {
      key,
      value,
      topic: parseText(parts.get('topic') ?? Buffer.alloc(0)) ?? '',
      timestamp: timestamp ? timestampOf(parseText(timestamp) ?? timestamp.toString()) : null,
      headers: readHeaders(parts.get('headers')),
    },
    as: isEncoded(parts, name) ? [layoutOf(members, parts), 'values in base64'] : [layoutOf(members, parts)],
  }
}

/** The part that holds the value, `''` where a tool leaves out a null; null when the object is no wrapper. */
function valueName(parts: Parts): string | null {
  const hasPlace = parts.has('partition') && parts.has('offset')
  const clear = CLEAR.find(name => parts.has(name))
  if (hasPlace) {
    const name = clear ?? DOUBTFUL.find(one => parts.has(one))
    const isWrapper = parts.has('key') && (parts.has('topic') || parts.has('timestamp'))
    return name ?? (isWrapper ? '' : null)
  }
  // Kafka Connect's own wrapper is a message
  if (clear === undefined || (clear === 'payload' && parts.has('schema'))) return null
  if (clear !== 'payload' && [...parts.keys()].every(name => KNOWN.has(name))) return clear
  const hasMore = ['key', 'topic', 'timestamp', 'headers'].some(name => parts.has(name))
  return hasMore && (clear === 'valuebase64' || looksLikeMessage(parts.get(clear))) ? clear : null
}

/** A row can have columns called key and value, but hardly with JSON in them. */
function looksLikeMessage(value: Buffer | undefined): boolean {
  return /^"?[{[]/.test(value?.toString('latin1', 0, 2) ?? '')
}

class Fault {
  constructor(readonly text: string) {}
}

function bytesOf(parts: Parts, what: 'key' | 'value', name: string): Buffer | null | Fault {
  const written = parts.get(name)
  if (written === undefined) return null
  const encoding = encodingOf(parts, what, name)
  if (encoding !== null) return decodeBytes(written, encoding, what)
  const inner = written[0] === 0x7b && parts.has('partition') ? membersOf(written) : null
  const isConsole = inner?.has('payload') && (inner.has('encoding') || inner.has('isPayloadNull'))
  return isConsole && inner ? consolePayload(inner, what) : textOrJson(written, what)
}

/** Redpanda Console: `{"payload":…,"rawPayload":…,"encoding":…,"isPayloadNull":…}`. */
function consolePayload(inner: Parts, what: string): Buffer | null | Fault {
  if (inner.get('isPayloadNull')?.toString() === 'true') return null
  const raw = inner.get('rawPayload')
  if (raw) return decodeBytes(raw, 'base64', what)
  const payload = inner.get('payload')
  return payload ? textOrJson(payload, what) : null
}

function textOrJson(written: Buffer, what: string): Buffer | null | Fault {
  if (written[0] !== 0x22) return written.toString('latin1', 0, 5) === 'null' ? null : written
  const text = parseText(written)
  if (text === null) return new Fault(`the ${what} is no text that JSON can hold`)
  // made into bytes, half a character would become another one
  if (/\p{Surrogate}/u.test(text))
    return new Fault(`the ${what} holds half a character (a surrogate without its other half)`)
  return Buffer.from(text)
}

function decodeBytes(written: Buffer, encoding: 'base64' | 'hex', what: string): Buffer | null | Fault {
  if (written.toString('latin1', 0, 5) === 'null') return null
  const text = parseText(written)
  const bytes = text === null ? null : bytesIn(encoding, text)
  return bytes ?? new Fault(`the ${what} is not in ${encoding}, as the file says`)
}

function encodingOf(parts: Parts, what: 'key' | 'value', name: string): 'base64' | 'hex' | null {
  if (name.endsWith('base64')) return 'base64'
  const named = parts.get(`${what}encoding`) ?? parts.get('encoding')
  const text = named ? parseText(named)?.toLowerCase() : undefined
  return text === 'base64' || text === 'hex' ? text : null
}

function isEncoded(parts: Parts, name: string): boolean {
  return encodingOf(parts, 'value', name) === 'base64'
}

function readHeaders(written: Buffer | undefined): Record<string, string> {
  try {
    return headersOf(JSON.parse(written?.toString() ?? 'null'))
  } catch {
    return {}
  }
}

function layoutOf(members: ReadonlyMap<string, Buffer>, parts: Parts): string {
  if (members.has('partitionID')) return 'Redpanda Console export'
  if (members.has('tstype') || (members.has('payload') && members.has('ts'))) return 'kcat -J'
  if (['Key', 'Value', 'Content'].some(name => members.has(name))) return 'Kafka UI export'
  return parts.has('partition') && parts.has('offset') ? 'key, value and place' : 'key and value'
}
