import type { ParentFacts } from './parents.ts'
import { rows, type SignedRow, sameState } from './rows.ts'
import type { Rules } from './rules.ts'
import { addVersions, compareVersions, type Version } from './timeline.ts'

/** What a batch must add to the log for one key. */
export interface KeyDifference {
  /** Versions that the log does not hold yet, in order, each with the +1 that it begins if there is one. */
  versions: { version: Version; begins: SignedRow | null }[]
  /** All other signed rows; taken-back ones carry the opposite sign of their transition. */
  others: SignedRow[]
}

/**
 * The difference between what the log says of a key and what it should say once `more` is known:
 * `rows(known + more) − rows(known)` as multisets. Because a batch writes only differences, the sum over all batches is
 * `rows(final timeline)`, whatever the order, doubling or batching of the changes.
 */
export function difference(rules: Rules, known: readonly Version[], more: readonly Version[]): KeyDifference {
  const [only] = more
  if (known.length === 0 && more.length === 1 && only) return firstDifference(rules, only)
  const timeline = addVersions(known, more)
  const added = timeline.filter(version => !known.some(old => compareVersions(old, version) === 0))
  if (added.length === 0) return { versions: [], others: [] }
  return between(rows(rules, known), rows(rules, timeline), added)
}

/**
 * The same for a key that takes fields from parents. What its rows were made from when they were written is not known any
 * more, for the parents have gone on: the difference is taken to the rows themselves, `written`, as the log adds them up.
 */
export function differenceToWritten(
  rules: Rules,
  written: readonly SignedRow[],
  known: readonly Version[],
  more: readonly Version[],
  parents: readonly ParentFacts[],
): KeyDifference {
  const timeline = addVersions(known, more)
  const added = timeline.filter(version => !known.some(old => compareVersions(old, version) === 0))
  return between(written, rows(rules, timeline, parents), added)
}

function between(
  before: readonly SignedRow[],
  after: readonly SignedRow[],
  added: readonly Version[],
): KeyDifference {
  const same = sameRows(before, after)
  if (same === before.length) return addition(after.slice(same), added)
  const net: Net = new Map()
  for (let i = same; i < before.length; i++) add(net, before[i], -1)
  const begun = new Map<SignedRow['by'], string>()
  for (const row of after.slice(same)) {
    add(net, row, 1)
    if (begins(row) && !begun.has(row.by)) begun.set(row.by, identity(row))
  }

  const versions = added.map(version => {
    const entry = net.get(begun.get(version) ?? '')
    if (entry === undefined || entry.count <= 0) return { version, begins: null }
    entry.count -= 1
    return { version, begins: entry.row }
  })
  const others: SignedRow[] = []
  for (const { row, count } of net.values()) {
    for (let i = 0; i < Math.abs(count); i++) others.push({ ...row, sign: count > 0 ? 1 : -1 })
  }
  return { versions, others }
}

/** The common case of a key that is known: its story goes on. Rows of one story never cancel: a transition has one sign. */
function addition(more: readonly SignedRow[], added: readonly Version[]): KeyDifference {
  const begun = new Map<SignedRow['by'], SignedRow>()
  for (const row of more) if (begins(row) && !begun.has(row.by)) begun.set(row.by, row)
  const versions = added.map(version => ({ version, begins: begun.get(version) ?? null }))
  const carried = new Set(versions.map(version => version.begins))
  return { versions, others: more.filter(row => !carried.has(row)) }
}

/**
 * Whether a row can stand on the version that caused it. A version begins at most one present state; `gone` is a mark beside
 * a −1 and may stand for it as well. What a parent changed later is not the version's: its row holds the instant of its own
 * change.
 */
function begins(row: SignedRow): boolean {
  return row.sign > 0 && row.changedAt === row.by.at
}

type Net = Map<string, { row: SignedRow; count: number }>

function add(net: Net, row: SignedRow | undefined, count: 1 | -1): void {
  if (!row) return
  const key = identity(row)
  const entry = net.get(key)
  if (entry) entry.count += count * row.sign
  else net.set(key, { row, count: count * row.sign })
}

/** How many rows at the beginning of both say the same. */
function sameRows(a: readonly SignedRow[], b: readonly SignedRow[]): number {
  for (const [i, row] of a.entries()) {
    const other = b[i]
    if (
      !other ||
      row.sign !== other.sign ||
      row.transition !== other.transition ||
      row.day !== other.day ||
      row.changedOn !== other.changedOn ||
      row.changedAt !== other.changedAt ||
      !sameState(row.state, other.state)
    )
      return i
  }
  return a.length
}

/** The common case, a key seen for the first time: nothing can cancel. */
function firstDifference(rules: Rules, version: Version): KeyDifference {
  const [begins = null] = rows(rules, [version])
  return { versions: [{ version, begins }], others: [] }
}

/** Two rows that agree in this cancel when their signs are opposite. */
function identity(row: SignedRow): string {
  return `${row.transition}|${row.day}|${row.changedOn}|${row.changedAt}|${row.state.join('\u0001')}`
}
