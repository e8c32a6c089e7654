import { ValueScanner } from './valueScanner.ts'

/** A piece of a file that is one message, or should be. */
export interface TextRecord {
  /** `json`: a value that is complete; `line`: a line of anything else; `broken`: a value that ends in the middle. */
  kind: 'json' | 'line' | 'broken'
  /** Null when it is longer than what is held. */
  bytes: Buffer | null
  length: number
  /** Where it begins and ends, counted from 1. */
  line: number
  lastLine: number
  /** An element of a JSON array. */
  isElement: boolean
}

const TAB = 0x09
const NEWLINE = 0x0a
const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b

const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf)
const NOTHING = Buffer.alloc(0)

type Mode =
  | 'between'
  /** Behind a bracket that may open a list of messages. */
  | 'bracket'
  | 'json'
  /** Behind a value, on its last line. */
  | 'tail'
  | 'line'
  /** A scalar of a list. */
  | 'word'
  | 'row'

/**
 * Cuts the text of a file into records while it streams by: a line each, JSON values that go over several lines, the
 * elements of a JSON array, and rows of CSV. It looks at brackets and quotes alone and parses nothing. A record longer
 * than `maxHeld` is passed over without being kept.
 *
 * What is broken ends where it must: at a line that begins inside a text, or with an object where none can stand. So a
 * broken line does not take the next one with it.
 */
export class RecordSplitter {
  private mode: Mode = 'between'
  private isCsv = false
  private inArray = false
  private line = 1
  private startLine = 1
  private parts: Buffer[] = []
  private length = 0
  /** Of a complete value, without what stands behind it on its line. */
  private jsonLength = 0
  private readonly value = new ValueScanner()
  /** Inside a quoted cell. */
  private inCell = false
  /** What was seen behind a bracket, or behind a value. */
  private lastByte = 0
  /** The beginning of what may be a byte order mark, at the end of a chunk. */
  private halfMark: Buffer = NOTHING

  constructor(private readonly maxHeld: number) {}

  /** Bytes kept of a record that has not ended. */
  get heldBytes(): number {
    return this.parts.reduce((sum, part) => sum + part.length, 0)
  }

  /** From here on the text is CSV. */
  readCsv(): void {
    this.isCsv = true
  }

  /** The records that end in this piece of the text. */
  *push(next: Buffer): Generator<TextRecord> {
    const chunk = this.halfMark.length > 0 ? Buffer.concat([this.halfMark, next]) : next
    this.halfMark = NOTHING
    let at = 0
    /** Where the bytes of the record begin in this chunk. */
    let from = 0
    while (at < chunk.length) {
      switch (this.mode) {
        case 'between': {
          at = this.skip(chunk, at)
          if (this.mode !== 'between') from = at
          break
        }
        case 'bracket': {
          const next = this.lookInside(chunk[at] ?? 0)
          if (next === 'look on') at += 1
          if (next === 'list' || next === 'list of texts') {
            this.parts = []
            this.length = 0
            from = at
          }
          // its quote was looked at already
          if (next === 'list of texts') this.keep(Buffer.of(QUOTE))
          break
        }
        case 'json': {
          const found = this.value.scan(chunk, at)
          at = found.at
          this.line += found.lines
          if (found.is === 'broken') yield this.end('broken', chunk.subarray(from, at))
          if (found.is === 'whole') {
            this.mode = 'tail'
            this.lastByte = 0
            this.jsonLength = this.length + at - from
            if (this.inArray) yield this.end('json', chunk.subarray(from, at))
          }
          break
        }
        case 'tail': {
          const byte = chunk[at] ?? 0
          const isNext = (byte === OPEN_BRACE || byte === OPEN_BRACKET) && this.lastByte !== TAB
          if (byte === NEWLINE || isNext) yield this.end('json', chunk.subarray(from, at))
          else if (byte === TAB) this.lastByte = TAB
          else if (!isBlank(byte) && byte !== COMMA) this.mode = 'line'
          if (!isNext && byte !== NEWLINE) at += 1
          break
        }
        case 'word': {
          const byte = chunk[at] ?? 0
          if (byte === COMMA || byte === CLOSE_BRACKET || byte === NEWLINE || isBlank(byte))
            yield this.end('line', chunk.subarray(from, at))
          else at += 1
          break
        }
        case 'row': {
          const byte = chunk[at] ?? 0
          if (byte === QUOTE) this.inCell = !this.inCell
          if (byte === NEWLINE && !this.inCell) {
            yield this.end('line', chunk.subarray(from, at))
            break
          }
          if (byte === NEWLINE) this.line += 1
          at += 1
          break
        }
        case 'line': {
          const newline = chunk.indexOf(NEWLINE, at)
          at = newline < 0 ? chunk.length : newline
          if (newline >= 0) yield this.end('line', chunk.subarray(from, at))
          break
        }
      }
    }
    if (this.mode !== 'between') this.keep(chunk.subarray(from))
  }

  /** The record that the end of the text ends. */
  *finish(): Generator<TextRecord> {
    if (this.mode === 'between') {
      // a list without its end: the file was cut
      if (this.inArray) yield this.end('broken', NOTHING)
      return
    }
    const isBroken = this.mode === 'json' || this.mode === 'bracket' || (this.mode === 'row' && this.inCell)
    yield this.end(isBroken ? 'broken' : this.mode === 'tail' ? 'json' : 'line', NOTHING)
  }

  /** Goes to the first byte of the next record, or to the end of the chunk. */
  private skip(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0
      if (byte === NEWLINE) {
        this.line += 1
        continue
      }
      if (isBlank(byte) || (byte === TAB && !this.isCsv) || (byte === COMMA && !this.isCsv)) continue
      // also where files with a mark were joined
      const start = byte === BYTE_ORDER_MARK[0] ? chunk.subarray(at, at + BYTE_ORDER_MARK.length) : NOTHING
      if (start.equals(BYTE_ORDER_MARK)) {
        at += BYTE_ORDER_MARK.length - 1
        continue
      }
      if (start.length > 0 && BYTE_ORDER_MARK.subarray(0, start.length).equals(start)) {
        this.halfMark = start
        return chunk.length
      }
      if (this.inArray && byte === CLOSE_BRACKET) {
        this.inArray = false
        continue
      }
      this.begin(byte)
      return at
    }
    return chunk.length
  }

  private begin(byte: number): void {
    this.startLine = this.line
    this.value.begin()
    this.inCell = false
    this.lastByte = 0
    if (this.isCsv) this.mode = 'row'
    else if (byte === OPEN_BRACE || (this.inArray && (byte === OPEN_BRACKET || byte === QUOTE)))
      this.mode = 'json'
    else if (byte === OPEN_BRACKET) this.mode = 'bracket'
    else this.mode = this.inArray ? 'word' : 'line'
  }

  /**
   * Looks behind a bracket: a list of messages has objects, lists or JSON as text in it. Anything else is a value of its own,
   * like the keys that Maxwell writes, `["database","table",…]`.
   */
  private lookInside(byte: number): 'look on' | 'list' | 'list of texts' | 'value' {
    if (this.lastByte === QUOTE) {
      this.mode = 'json'
      this.inArray = byte === OPEN_BRACE
      if (!this.inArray) this.value.take(OPEN_BRACKET)
      this.value.take(QUOTE)
      return this.inArray ? 'list of texts' : 'value'
    }
    if (this.lastByte === 0 || byte === QUOTE) {
      this.lastByte = byte
      return 'look on'
    }
    if (isBlank(byte) || byte === TAB) return 'look on'
    if (byte === NEWLINE || byte === OPEN_BRACE || byte === OPEN_BRACKET || byte === CLOSE_BRACKET) {
      this.inArray = true
      this.mode = 'between'
      return 'list'
    }
    this.value.take(OPEN_BRACKET)
    this.mode = 'json'
    return 'value'
  }

  private keep(bytes: Buffer): void {
    this.length += bytes.length
    if (this.length > this.maxHeld) this.parts = []
    else if (bytes.length > 0) this.parts.push(bytes)
  }

  private end(kind: TextRecord['kind'], last: Buffer): TextRecord {
    this.keep(last)
    const isHeld = this.length <= this.maxHeld
    const [only] = this.parts
    const all = this.parts.length === 1 && only ? only : Buffer.concat(this.parts)
    const record = {
      kind,
      bytes: isHeld ? (kind === 'json' ? all.subarray(0, this.jsonLength) : trimEnd(all)) : null,
      length: this.length,
      line: this.startLine,
      lastLine: this.line,
      isElement: this.inArray,
    }
    this.parts = []
    this.length = 0
    this.mode = 'between'
    return record
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d
}

/** Without the carriage return of a Windows line end, and what a broken value has behind it. */
function trimEnd(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && (isBlank(bytes[end - 1] ?? 0) || bytes[end - 1] === NEWLINE)) end -= 1
  return bytes.subarray(0, end)
}
