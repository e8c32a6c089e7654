/** What the broker holds at an offset. `nothing`: a tombstone, which says no change. */
export type Kind = 'nothing' | 'change' | 'poison'

export interface Entry {
  number: number
  kind: Kind
}

/** `topic/partition` → offset → what stands there. */
export type Sent = ReadonlyMap<string, readonly Entry[]>
/** `topic/partition` → offset → how many rows stem from there. */
export type Stored = ReadonlyMap<string, ReadonlyMap<number, number>>

export interface Books {
  /** By number: how often the message was handed to the producer, which acknowledged all. */
  copies: readonly number[]
  sent: Sent
  /** Versions in the signed logs. */
  versions: Stored
  /** Changes as the source had them. */
  changes: Stored
  letters: Stored
}

export interface Verdict {
  /** Messages that are nowhere although they must be somewhere, and what is there more than once. */
  lost: number
  doubled: number
  /** The first of them, for a person. */
  lines: string[]
}

const LINES = 20

/**
 * Accounts for every numbered message: handed out as often as the broker holds it; a change once in its log and once in
 * the raw changes, and in no dead letter; an unreadable one once in the dead letters and nowhere else; and no row that
 * stems from no message.
 */
export function audit(books: Books): Verdict {
  const verdict: Verdict = { lost: 0, doubled: 0, lines: [] }
  const check = (what: string, found: number, wanted: number) => {
    if (found === wanted) return
    if (found < wanted) verdict.lost += wanted - found
    else verdict.doubled += found - wanted
    if (verdict.lines.length < LINES) verdict.lines.push(`${what}: ${found} times, expected ${wanted}`)
  }

  const held = new Array<number>(books.copies.length).fill(0)
  for (const entries of books.sent.values())
    for (const { number } of entries) held[number] = (held[number] ?? 0) + 1
  for (const [number, copies] of books.copies.entries())
    check(`message ${number} in the broker`, held[number] ?? 0, copies)

  const places = {
    'its log': books.versions,
    'the raw changes': books.changes,
    'the dead letters': books.letters,
  }
  for (const [name, stored] of Object.entries(places)) {
    const kind: Kind = name === 'the dead letters' ? 'poison' : 'change'
    for (const [partition, entries] of books.sent) {
      const rows = stored.get(partition)
      for (const [offset, entry] of entries.entries()) {
        const wanted = entry.kind === kind ? 1 : 0
        check(
          `message ${entry.number} (${partition}, offset ${offset}, ${entry.kind}) in ${name}`,
          rows?.get(offset) ?? 0,
          wanted,
        )
      }
    }
    for (const [partition, rows] of stored) {
      const end = books.sent.get(partition)?.length ?? 0
      for (const [offset, found] of rows)
        if (offset >= end) check(`${partition}, offset ${offset}, which was never sent, in ${name}`, found, 0)
    }
  }
  return verdict
}
