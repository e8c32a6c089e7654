import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { TuanshuError } from '../platform/errors.ts'
import { withLease } from '../platform/lease.ts'
import type { Log } from '../platform/log.ts'
import { formatInstant, parseInstant } from '../platform/time/day.ts'
import { orgKey } from './orgKey.ts'
import { type OrgName, readOrgNames } from './orgNames.ts'

/** An organisation of one system that is, under another number, an organisation of the canonical tree. */
export interface Alias {
  /** `dim_org` id of the alias. */
  org: string
  /** `dim_org` id of the organisation that it stands for. */
  canonical: string
  /** How it was named: `<system>:<its id there>`, or its `dim_org` id. */
  named: string
  note: string
  changedBy: string
  /** Milliseconds since 1970. */
  changedAt: number
}

/** What is to be an alias from now on; without `canonical` it is none any more. */
export interface AliasChange {
  org: string
  canonical?: string
  named: string
  note: string
  /** Where it was asked for, in front of what is wrong with it: file and line, or `''`. */
  place: string
}

/** All aliases, and the number of the last change. */
export interface Aliases {
  seq: string
  list: readonly Alias[]
}

const TABLE = 'ops.sys_org_alias'
const LEASE_MS = 15_000
const LEASE_WAIT_MS = 60_000
const MOST_TOLD = 20
const ORG_ID = /^[1-9]\d{0,19}$/
const SYSTEM_AND_ID = /^(\d{1,3}):(.+)$/

const row = z
  .object({
    org: z.string(),
    canonical: z.string(),
    last_named: z.string(),
    last_note: z.string(),
    last_by: z.string(),
    last_at: z.string(),
    last_seq: z.string(),
  })
  .transform(found => ({
    seq: found.last_seq,
    alias: {
      org: found.org,
      canonical: found.canonical,
      named: found.last_named,
      note: found.last_note,
      changedBy: found.last_by,
      changedAt: parseInstant(found.last_at),
    },
  }))

/**
 * The `dim_org` id of an organisation that somebody named: `<system>:<its id there>`, for example `2:3200000017`, or the id
 * itself. Throws `TuanshuError('input')` for anything else.
 */
export function namedOrgId(text: string): string {
  const [, system, id] = SYSTEM_AND_ID.exec(text) ?? []
  if (system !== undefined && id !== undefined) return orgKey(Number(system), id)
  if (ORG_ID.test(text) && BigInt(text) < 2n ** 64n) return text
  throw new TuanshuError(
    'input',
    `"${text.slice(0, 60)}" is neither <number of the system>:<its id of the organisation>, for example 2:3200000017, nor an id of the tree`,
  )
}

/** Aliases in force, by id. */
export async function readAliases(client: ClickHouseClient): Promise<Aliases> {
  const answer = await client.query({
    query: `
      select
          toString(org_id) as org,
          toString(argMax(canonical_org_id, seq)) as canonical,
          argMax(named, seq) as last_named,
          argMax(note, seq) as last_note,
          argMax(changed_by, seq) as last_by,
          toString(argMax(changed_at, seq)) as last_at,
          toString(max(seq)) as last_seq
      from ${TABLE}
      group by org_id
      order by org_id`,
    format: 'JSONEachRow',
  })
  const rows = z.array(row).parse(await answer.json())
  return {
    seq: rows.reduce((last, { seq }) => (BigInt(seq) > BigInt(last) ? seq : last), '0'),
    list: rows.map(({ alias }) => alias).filter(({ canonical }) => canonical !== '0'),
  }
}

/**
 * Writes changes of aliases, all or none. Resolves to how many of them changed anything. One process does this at a time.
 * Throws `TuanshuError('input')` that names every change that cannot be (`aliasFaults`).
 */
export async function changeAliases(
  client: ClickHouseClient,
  log: Log,
  changes: readonly AliasChange[],
  changedBy: string,
  now: number,
): Promise<number> {
  return withLease(
    client,
    'org_alias',
    { ttlMs: LEASE_MS, waitMs: LEASE_WAIT_MS, log },
    async (_, confirm) => {
      const { seq, list } = await readAliases(client)
      const present = new Map(list.map(({ org, canonical }) => [org, canonical]))
      const orgs = await readOrgNames(client, [
        ...present.values(),
        ...changes.flatMap(({ org, canonical }) => (canonical === undefined ? [org] : [org, canonical])),
      ])
      const faults = aliasFaults(changes, present, orgs)
      if (faults.length > 0) {
        const more = faults.length > MOST_TOLD ? [`and ${faults.length - MOST_TOLD} more`] : []
        throw new TuanshuError(
          'input',
          `nothing was changed:\n${[...faults.slice(0, MOST_TOLD), ...more].map(fault => `  ${fault}`).join('\n')}`,
        )
      }
      const needed = changes.filter(({ org, canonical }) => present.get(org) !== canonical)
      if (needed.length === 0) return 0
      await confirm()
      const next = String(BigInt(seq) + 1n)
      await client.insert({
        table: TABLE,
        format: 'JSONEachRow',
        values: needed.map(({ org, canonical = '0', named, note }) => ({
          org_id: org,
          seq: next,
          canonical_org_id: canonical,
          named,
          note,
          changed_by: changedBy,
          changed_at: formatInstant(now),
        })),
        clickhouse_settings: { insert_deduplication_token: `org_alias:${next}` },
      })
      return needed.length
    },
  )
}

/**
 * What is wrong with changes of aliases, one sentence each. Pure. `present` are the aliases in force, `orgs` what sources
 * have told of. An alias stands for an organisation of another system that is no alias itself, so there are no chains and
 * no circles.
 */
export function aliasFaults(
  changes: readonly AliasChange[],
  present: ReadonlyMap<string, string>,
  orgs: ReadonlyMap<string, OrgName>,
): string[] {
  const after = new Map(present)
  for (const { org, canonical } of changes)
    if (canonical === undefined) after.delete(org)
    else after.set(org, canonical)
  const namedBy = new Map<string, string>()
  for (const [org, canonical] of after) namedBy.set(canonical, org)
  const nameOf = (id: string) => {
    const known = orgs.get(id)
    return known ? `${known.fullName} (${id})` : id
  }
  const seen = new Set<string>()
  return changes.flatMap(({ org, canonical, named, place }) => {
    const fault = (words: string) => [`${place ? `${place}: ` : ''}${words}`]
    if (seen.has(org)) return fault(`${named} is named twice`)
    seen.add(org)
    if (canonical === undefined) return present.has(org) ? [] : fault(`${named} is no alias`)
    const alias = orgs.get(org)
    const target = orgs.get(canonical)
    if (!alias) return fault(`no source has told of an organisation ${named} (${org})`)
    if (!target) return fault(`no source has told of the canonical organisation ${canonical}`)
    if (org === canonical) return fault(`${nameOf(org)} cannot be an alias of itself`)
    if (alias.system === target.system)
      return fault(
        `${nameOf(org)} and ${nameOf(canonical)} are of the same system ${alias.system}: an alias joins organisations of two systems`,
      )
    const further = after.get(canonical)
    if (further !== undefined)
      return fault(
        `${nameOf(canonical)} is an alias itself, of ${nameOf(further)}: name that one as the canonical organisation`,
      )
    const below = namedBy.get(org)
    return below === undefined
      ? []
      : fault(
          `${nameOf(org)} is the canonical organisation of ${nameOf(below)} and can be no alias: let that one stand for ${nameOf(canonical)} first`,
        )
  })
}
