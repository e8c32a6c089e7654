import type { ClickHouseClient } from '@clickhouse/client'
import { REFERENCE_NAMES, REFERENCE_VALUES, type ReferenceName } from '../catalogue/referenceValues.ts'
import { count, flag, instant, named, text, written } from '../platform/clickhouse/columns.ts'
import { type Stored, versioned } from '../platform/clickhouse/versioned.ts'
import { TuanshuError } from '../platform/errors.ts'
import { formatDay, parseDay } from '../platform/time/day.ts'
import { type ReferenceRow, readValue } from './referenceValues.ts'
import { LEVEL_NAMES, type ReferenceScope } from './scope.ts'

const ROWS = versioned({
  table: 'sys_reference_row',
  key: 'id',
  columns: {
    id: text,
    what: text,
    org: text,
    region: text,
    level: named('org_level', text),
    system: count,
    from: named('valid_from', written(storedDay, formatDay)),
    value: text,
    source: text,
    isWithdrawn: flag,
    login: text,
    reason: text,
    at: instant,
  },
})
type StoredRow = Stored<typeof ROWS>

/** What an administrator entered on the page, as it was typed: from a day on a value holds for the organisations of a scope. */
export interface Entry {
  id: string
  what: string
  scope: ReferenceScope
  /** Business day. */
  from: number
  value: string
  source: string
  isWithdrawn: boolean
  /** Who entered it, and when, in milliseconds since 1970. */
  enteredBy: string
  enteredAt: number
  /** Who withdrew it, when and why; undefined while it counts. */
  withdrawn?: { by: string; at: number; reason: string }
}

/** An entry that is a row of the reference values. */
export type EnteredRow = ReferenceRow & Omit<Entry, keyof ReferenceRow>

/** A row that is to be entered; `value` as in the CSV. */
export interface NewRow extends NewEntry {
  what: ReferenceName
}

/** What is to be entered. */
export interface NewEntry {
  what: string
  scope: ReferenceScope
  from: number
  value: string
  source: string
}

/** Every entry that there has been, withdrawn ones too, the newest first. What was entered again is there twice. */
export async function readEntries(client: ClickHouseClient): Promise<Entry[]> {
  const byId = new Map<string, StoredRow[]>()
  for (const change of await ROWS.changes(client))
    byId.set(change.id, [...(byId.get(change.id) ?? []), change])
  return [...byId.values()].flatMap(entriesOf).sort((a, b) => b.enteredAt - a.enteredAt)
}

/** Those of the entries that are rows of the reference values, of subjects that the catalogue still has. */
export async function readEnteredRows(client: ClickHouseClient): Promise<EnteredRow[]> {
  return (await readEntries(client)).flatMap(entry => rowOf(entry) ?? [])
}

/**
 * Enters a row. Throws `TuanshuError('conflict')` when one of the same subject, scope and day counts already, also one that was
 * entered a moment ago.
 */
export async function enterRow(
  client: ClickHouseClient,
  row: NewEntry,
  login: string,
  now: number,
): Promise<void> {
  const { what, scope, from, value, source } = row
  const id = idOf(row)
  await ROWS.change(client, id, present => {
    if (present && !present.isWithdrawn)
      throw new TuanshuError(
        'conflict',
        `${what} has a value from ${formatDay(from)} that ${present.login} entered`,
      )
    return { id, what, ...scope, from, value, source, isWithdrawn: false, login, reason: '', at: now }
  })
}

/** Lets an entered row count no more. Throws `TuanshuError('conflict')` when it does not count any more. */
export async function withdrawRow(
  client: ClickHouseClient,
  id: string,
  { login, reason }: { login: string; reason: string },
  now: number,
): Promise<void> {
  await ROWS.change(client, id, present => {
    if (!present || present.isWithdrawn)
      throw new TuanshuError('conflict', 'the row does not count any more; look again')
    return { ...present, isWithdrawn: true, login, reason, at: now }
  })
}

/** What a row can only say once: its subject, scope and day. */
export function idOf({
  what,
  scope: { org, region, level, system },
  from,
}: Pick<NewEntry, 'what' | 'scope' | 'from'>): string {
  return [what, org, region, level, system, formatDay(from)].join('|')
}

/** The entries of a row out of its changes, the first one first: an entry and, where there is one, its withdrawal. */
function entriesOf(changes: readonly StoredRow[]): Entry[] {
  const entries: Entry[] = []
  for (const change of changes) {
    const last = entries.at(-1)
    if (change.isWithdrawn && last) {
      last.isWithdrawn = true
      last.withdrawn = { by: change.login, at: change.at, reason: change.reason }
    } else entries.push(entryOf(change))
  }
  return entries
}

function entryOf({
  id,
  what,
  org,
  region,
  system,
  from,
  value,
  source,
  login,
  at,
  ...stored
}: StoredRow): Entry {
  const level = LEVEL_NAMES.find(name => name === stored.level) ?? ''
  const scope: ReferenceScope = { org, region, level, system }
  return { id, what, scope, from, value, source, isWithdrawn: false, enteredBy: login, enteredAt: at }
}

function rowOf({ value, ...entry }: Entry): EnteredRow | undefined {
  const what = REFERENCE_NAMES.find(name => name === entry.what)
  if (!what) return undefined
  const read = readValue(REFERENCE_VALUES[what].unit, value)
  if ('fault' in read) return undefined
  return { ...entry, what, value: read.value, place: `管理›口径参数（${entry.enteredBy}）` }
}

function storedDay(stored: string): number {
  const day = parseDay(stored)
  if (day === undefined) throw new Error(`${stored} is no day`)
  return day
}
