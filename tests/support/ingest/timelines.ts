import { difference } from '../../../ingest/log/difference.ts'
import type { SignedRow } from '../../../ingest/log/rows.ts'
import { type Rules, rulesOf } from '../../../ingest/log/rules.ts'
import { addVersions, type Version } from '../../../ingest/log/timeline.ts'
import { ENTITIES, type Entity, type Value } from '../../../warehouse/catalogue/entities.ts'
import { UNKNOWN_DAY } from '../../../warehouse/contract/calendar.ts'
import { formatDay, parseDay, startOfDay } from '../../../warehouse/platform/time/day.ts'

/** The smallest entity that has all that a member has: an org, a status, an attribute and a start date. */
export const ENTITY: Entity = {
  ...ENTITIES.member,
  fields: ENTITIES.member.fields.filter(field =>
    ['org_id', 'status', 'gender', 'joined_on'].includes(field.name),
  ),
}
export const RULES = rulesOf(ENTITY)

const day = (text: string) => {
  const found = parseDay(text)
  if (found === undefined) throw new Error(`no day: ${text}`)
  return found
}

export type Said = { org?: string; status?: string; gender?: string; joined?: string | null }

let next = 1n
/** A version on a day at noon; each is later than the one made before it. */
export function version(on: string, said: Said | 'deleted', more: Partial<Version> = {}): Version {
  const values: (Value | undefined)[] =
    said === 'deleted'
      ? []
      : [
          said.org,
          said.status,
          said.gender,
          said.joined === null ? UNKNOWN_DAY : said.joined && day(said.joined),
        ]
  const sent = values.reduce<bigint>(
    (mask, value, i) => (value === undefined ? mask : mask | (1n << BigInt(i))),
    0n,
  )
  next += 1n
  return {
    ver: next,
    source: 'kafka:a/t/0@1',
    lineage: '',
    sourcePos: 0n,
    life: said === 'deleted' ? 'deleted' : 'shown',
    sent,
    at: startOfDay(day(on)),
    on: day(on),
    fields: RULES.unknown.map((unknown, i) => values[i] ?? unknown),
    ...more,
  }
}
/** All fields, those not named as of an active member. */
export const full = (said: Said): Said => ({
  org: 'A',
  status: 'active',
  gender: 'female',
  joined: null,
  ...said,
})

/** Rows as lines: day, sign, transition and state. */
export const show = (found: SignedRow[]) =>
  found.map(
    row =>
      `${formatDay(row.day)} ${row.sign > 0 ? '+1' : '-1'} ${row.transition} ${row.state.slice(0, 3).join(' ')}`,
  )

/** Net rows: what is left when opposite signs cancel. */
export function net(found: readonly SignedRow[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const row of found) {
    const key = `${row.transition} ${formatDay(row.day)} ${row.changedAt} ${row.state.join(' ')}`
    sums[key] = (sums[key] ?? 0) + row.sign
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0))
}

/** A log of one key, written batch by batch as the writer does. */
export function write(rules: Rules, batches: readonly (readonly Version[])[]): SignedRow[] {
  let known: Version[] = []
  const log: SignedRow[] = []
  for (const batch of batches) {
    const found = difference(rules, known, batch)
    log.push(...found.others, ...found.versions.flatMap(entry => entry.begins ?? []))
    // the log keeps the folded state of a version that begins one, so read back what it would give
    const added = found.versions.map(entry => ({
      ...entry.version,
      fields: entry.begins?.state ?? entry.version.fields,
    }))
    known = addVersions(known, added)
  }
  return log
}
