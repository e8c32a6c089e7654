/** What became of the messages of a file: counted for the last line of a command. */
export class Tally {
  messages = 0
  private rows = 0
  private withoutRows = 0
  private readonly reasons = new Map<string, number>()

  /** A message that could be used, and the rows that it holds. */
  use(rows: number): void {
    this.messages += 1
    this.rows += rows
    if (rows === 0) this.withoutRows += 1
  }

  refuse(reason: string): void {
    this.messages += 1
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1)
  }

  get refused(): number {
    return [...this.reasons.values()].reduce((sum, count) => sum + count, 0)
  }

  /** One line: messages, rows, what was refused by reason, and how the file was read. */
  summary(readAs: ReadonlySet<string>): string {
    const parts = [`${this.messages} messages`, `${this.rows} rows`]
    if (this.withoutRows > 0) parts.push(`${this.withoutRows} without rows`)
    parts.push(`${this.refused} refused${this.refused > 0 ? ` (${this.byReason()})` : ''}`)
    return `${parts.join(', ')}${readAs.size > 0 ? `; read as: ${[...readAs].join(', ')}` : ''}`
  }

  private byReason(): string {
    return [...this.reasons].map(([reason, count]) => `${reason} ${count}`).join(', ')
  }
}
