const NEWLINE = 0x0a
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** Deeper down nobody indents. */
const DEEPEST = 1_024

export interface Scanned {
  /** Where the scan ended: behind a whole value, before what breaks it, or at the end of the chunk. */
  at: number
  is: 'whole' | 'broken' | 'open'
  /** Line ends on the way. */
  lines: number
}

/**
 * Finds where a JSON value ends, by its brackets and quotes, while its bytes stream by. A value is broken where a line ends
 * inside a text, and where a line begins with an object that cannot stand there.
 */
export class ValueScanner {
  private inText = false
  private isEscaped = false
  private depth = 0
  /** The brackets that are open, as far down as they are looked at. */
  private readonly opened = new Uint8Array(DEEPEST)
  /** The last byte that is no blank. */
  private lastByte = 0
  private isLineFresh = false

  begin(): void {
    this.inText = false
    this.isEscaped = false
    this.depth = 0
    this.lastByte = 0
    this.isLineFresh = false
  }

  /** A bracket or a quote that was looked at already. */
  take(byte: number): void {
    if (byte === QUOTE) this.inText = true
    else this.open(byte)
    this.lastByte = byte
  }

  scan(chunk: Buffer, from: number): Scanned {
    let lines = 0
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0
      if (this.inText) {
        if (this.isEscaped) this.isEscaped = false
        else if (byte === BACKSLASH) this.isEscaped = true
        else if (byte === NEWLINE) return { at, is: 'broken', lines }
        else if (byte === QUOTE) {
          this.inText = false
          if (this.depth === 0) return { at: at + 1, is: 'whole', lines }
        }
        continue
      }
      if (byte === NEWLINE) {
        lines += 1
        this.isLineFresh = true
        continue
      }
      if (byte === 0x20 || byte === 0x09 || byte === 0x0d) continue
      if (byte === QUOTE) this.inText = true
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (byte === OPEN_BRACE && this.isLineFresh && !this.mayStand()) return { at, is: 'broken', lines }
        this.open(byte)
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.depth -= 1
        if (this.depth <= 0) return { at: at + 1, is: 'whole', lines }
      }
      this.lastByte = byte
      this.isLineFresh = false
    }
    return { at: chunk.length, is: 'open', lines }
  }

  private open(byte: number): void {
    if (this.depth < DEEPEST) this.opened[this.depth] = byte
    this.depth += 1
  }

  /** Can an object stand here, as far as the byte before it tells? */
  private mayStand(): boolean {
    if (this.depth > DEEPEST || this.lastByte === COLON || this.lastByte === OPEN_BRACKET) return true
    return this.lastByte === COMMA && this.opened[this.depth - 1] === OPEN_BRACKET
  }
}
