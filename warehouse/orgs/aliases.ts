import type { ClickHouseClient } from '@clickhouse/client'
import { instant, named, text, wideId } from '../platform/clickhouse/columns.ts'
import { type Stored, versioned } from '../platform/clickhouse/versioned.ts'
import { TuanshuError } from '../platform/errors.ts'
import { orgKey } from './orgKey.ts'
import { type OrgName, readOrgNames } from './orgNames.ts'

const ALIASES = versioned({
  table: 'sys_org_alias',
  key: 'org',
  columns: {
    /** `dim_org` id of the alias. */
    org: named('org_id', wideId),
    /** `dim_org` id of the organisation that it stands for. */
    canonical: named('canonical_org_id', wideId),
    /** How it was named: `<system>:<its id there>`, or its `dim_org` id. */
    named: text,
    note: text,
    changedBy: text,
    changedAt: instant,
  },
})

/** An organisation of one system that is, under another number, an organisation of the canonical tree. */
export type Alias = Stored<typeof ALIASES>

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
  seq: number
  list: readonly Alias[]
}

/** Stands in the place of the canonical organisation of what is no alias any more. */
const NONE = '0'
const MOST_TOLD = 20
const ORG_ID = /^[1-9]\d{0,19}$/
const SYSTEM_AND_ID = /^(\d{1,3}):(.+)$/

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
  const all = await ALIASES.list(client)
  return {
    seq: Math.max(0, ...all.map(({ seq }) => seq)),
    list: all.filter(({ canonical }) => canonical !== NONE),
  }
}

/**
 * Writes changes of aliases, all or none. Resolves to how many of them changed anything. When others change some at the same
 * time, the changes are judged again by what is in force then.
 * Throws `TuanshuError('input')` that names every change that cannot be (`aliasFaults`).
 */
export async function changeAliases(
  client: ClickHouseClient,
  changes: readonly AliasChange[],
  changedBy: string,
  now: number,
): Promise<number> {
  for (;;) {
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
    const needed = changes
      .filter(({ org, canonical }) => present.get(org) !== canonical)
      .map(({ org, canonical = NONE, named, note }) => ({
        org,
        canonical,
        named,
        note,
        changedBy,
        changedAt: now,
      }))
    if (needed.length === 0 || (await ALIASES.writeTogether(client, seq, needed))) return needed.length
  }
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
