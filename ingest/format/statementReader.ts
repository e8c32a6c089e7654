import type { SqlToken } from './sqlTokens.ts'

/** Reads statements token by token. What is asked for and not there is left where it is. */
export class StatementReader {
  private at = 0

  constructor(
    private readonly tokens: readonly SqlToken[],
    /** Database of names that name none; `''` when nobody said. */
    public space: string,
  ) {}

  get atEnd(): boolean {
    return this.at >= this.tokens.length
  }

  /** Takes the next token when it is one of these words. */
  take(...words: readonly string[]): boolean {
    const word = this.wordAt(this.at)
    if (word === null || !words.includes(word)) return false
    this.at += 1
    return true
  }

  takeSign(sign: string): boolean {
    if (!this.isSign(this.at, sign)) return false
    this.at += 1
    return true
  }

  /** Takes the next word, in upper case; null when there is none. */
  verb(): string | null {
    const word = this.wordAt(this.at)
    if (word !== null) this.at += 1
    return word
  }

  /** True when one of the next tokens of the statement is one of these words. */
  ahead(count: number, words: ReadonlySet<string>): boolean {
    for (let i = this.at; i < this.at + count && !this.isSign(i, ';'); i++) {
      const word = this.wordAt(i)
      if (word !== null && words.has(word)) return true
    }
    return false
  }

  /** `IF EXISTS`, `IF NOT EXISTS`. */
  skipCondition(): void {
    if (this.take('IF')) {
      this.take('NOT')
      this.take('EXISTS')
    }
  }

  /** A name as it is written, its parts joined by points; null when none stands here. */
  name(): string | null {
    const parts: string[] = []
    do {
      const token = this.tokens[this.at]
      if (token?.kind !== 'word' && token?.kind !== 'quoted') break
      parts.push(token.text)
      this.at += 1
    } while (this.takeSign('.'))
    return parts.length === 0 ? null : parts.join('.')
  }

  /** A table with the database of the session, unless it names one itself. */
  table(): string | null {
    const name = this.name()
    if (name === null) return null
    return this.space === '' || name.includes('.') ? name : `${this.space}.${name}`
  }

  tables(): string[] {
    const found: string[] = []
    do {
      this.skipCondition()
      const table = this.table()
      if (table !== null) found.push(table)
    } while (this.takeSign(','))
    return found
  }

  /** Takes everything up to and with the word. False, at the end of the statement, when it does not come. */
  skipTo(word: string): boolean {
    return this.skip(() => this.take(word), ';')
  }

  /** The same, within one of the actions that commas separate. */
  skipInAction(word: string): boolean {
    return this.skip(() => this.take(word), ';', ',')
  }

  /** Takes everything up to and with the next comma of the statement that stands in no parentheses. */
  skipToNextAction(): boolean {
    let depth = 0
    return this.skip(() => {
      if (this.isSign(this.at, '(')) depth += 1
      if (this.isSign(this.at, ')')) depth -= 1
      return depth === 0 && this.takeSign(',')
    }, ';')
  }

  skipStatement(): void {
    this.skip(() => this.takeSign(';'))
  }

  skipAll(): void {
    this.at = this.tokens.length
  }

  private skip(isThere: () => boolean, ...ends: readonly string[]): boolean {
    for (; !this.atEnd && !ends.some(end => this.isSign(this.at, end)); this.at++) if (isThere()) return true
    return false
  }

  private wordAt(place: number): string | null {
    const token = this.tokens[place]
    return token?.kind === 'word' ? token.text.toUpperCase() : null
  }

  private isSign(place: number, sign: string): boolean {
    const token = this.tokens[place]
    return token?.kind === 'sign' && token.text === sign
  }
}
