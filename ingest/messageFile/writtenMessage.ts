import { isObject } from '../format/record.ts'

/** A message as it stands in a file. */
export interface WrittenMessage {
  key: Buffer | null
  value: Buffer | null
  /** `''` when the file does not name one. */
  topic: string
  /** When it was sent, milliseconds since 1970; null when the file does not say. */
  timestamp: number | null
  headers: Record<string, string>
}

/** What a piece of a file is read as, or why it is no message; `fault` quotes nothing. */
export type Taken = { message: WrittenMessage; as: readonly string[] } | { fault: string }

/** A value with nothing around it. */
export function bareMessage(value: Buffer): WrittenMessage {
  return { key: null, value, topic: '', timestamp: null, headers: {} }
}

/** Milliseconds since 1970 from digits, ISO text or what JavaScript writes; null for anything else, and for Kafka's -1. */
export function timestampOf(written: string): number | null {
  const at = /^-?\d+$/.test(written) ? Number(written) : Date.parse(written)
  return Number.isFinite(at) && at >= 0 ? at : null
}

/** Headers as tools write them: an object, a list of names and values in turn, or a list of objects with key and value. */
export function headersOf(written: unknown): Record<string, string> {
  const headers: Record<string, string> = {}
  if (isObject(written)) {
    for (const [name, value] of Object.entries(written)) headers[name] = headerText(value)
  } else if (Array.isArray(written)) {
    if (written.every(isObject))
      for (const one of written) headers[headerText(one.key)] = headerText(one.value)
    else
      for (let i = 0; i + 1 < written.length; i += 2)
        headers[headerText(written[i])] = headerText(written[i + 1])
  }
  return headers
}

function headerText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

const BYTES = { base64: /^[A-Za-z0-9+/_-]*={0,2}$/, hex: /^([0-9a-fA-F]{2})*$/ }

/** Bytes that are written as text; null when the text is not in that encoding. */
export function bytesIn(encoding: keyof typeof BYTES, text: string): Buffer | null {
  return BYTES[encoding].test(text) ? Buffer.from(text, encoding) : null
}
