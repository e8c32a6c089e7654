const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/**
 * The members of a JSON object as they are written; of doubled names the last counts. Null for what is no object, or not
 * well formed on its first level. The values are not parsed, so each keeps its digits.
 */
export function membersOf(json: Buffer): Map<string, Buffer> | null {
  let at = afterBlanks(json, 0)
  if (json[at] !== OPEN_BRACE) return null
  const members = new Map<string, Buffer>()
  at = afterBlanks(json, at + 1)
  while (json[at] !== CLOSE_BRACE) {
    const nameEnd = json[at] === QUOTE ? valueEnd(json, at) : null
    if (nameEnd === null) return null
    const name = parseText(json.subarray(at, nameEnd))
    at = afterBlanks(json, nameEnd)
    if (name === null || json[at] !== COLON) return null
    const start = afterBlanks(json, at + 1)
    const end = valueEnd(json, start)
    if (end === null) return null
    members.set(name, json.subarray(start, end))
    at = afterBlanks(json, end)
    if (json[at] === COMMA) at = afterBlanks(json, at + 1)
    else if (json[at] !== CLOSE_BRACE) return null
  }
  return afterBlanks(json, at + 1) === json.length ? members : null
}

/** Where the JSON value that begins at `start` ends, by its brackets and quotes; null when it does not. */
export function valueEnd(json: Buffer, start: number): number | null {
  const first = json[start]
  if (first === QUOTE) return textEnd(json, start)
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    let at = start
    while (at < json.length && !isPunctuation(json[at] ?? 0)) at += 1
    return at > start ? at : null
  }
  let depth = 0
  for (let at = start; at < json.length; at++) {
    const byte = json[at] ?? 0
    if (byte === QUOTE) {
      const end = textEnd(json, at)
      if (end === null) return null
      at = end - 1
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return null
}

/** The text of a JSON string; null when it is none. */
export function parseText(json: Buffer): string | null {
  try {
    const text: unknown = JSON.parse(json.toString())
    return typeof text === 'string' ? text : null
  } catch {
    return null
  }
}

function textEnd(json: Buffer, start: number): number | null {
  for (let quote = json.indexOf(QUOTE, start + 1); quote >= 0; quote = json.indexOf(QUOTE, quote + 1)) {
    let before = quote
    while (json[before - 1] === BACKSLASH) before -= 1
    if ((quote - before) % 2 === 0) return quote + 1
  }
  return null
}

function afterBlanks(json: Buffer, start: number): number {
  let at = start
  while (isBlank(json[at])) at += 1
  return at
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

function isPunctuation(byte: number): boolean {
  return isBlank(byte) || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte === COLON
}
