import { ENTITY_NAMES, type EntityName } from '../catalogue/entities.ts'
import { type CountingRule, countingSystem } from './countingRules.ts'
import { buildTree, type OrgRow, type Tree, type TreeOrg } from './tree.ts'
import { entityBit } from './treeShape.ts'

/** The status of an organisation that is an alias; no source sends it. */
export const ALIAS_STATUS = 'alias'

/** An organisation with its place in the tree of all systems, and for what it counts there. */
export interface CanonicalOrg extends TreeOrg {
  /** Its region code, or that of the nearest superior that has one; `''` where none has. */
  nearest_region_code: string
  /** The organisation that it is an alias of, whose place and attributes it has; `0` when it stands for itself. */
  canonical_org_id: string
  /** The bits (`Entity.bit`) of the entities for which its rows do not count; a decimal UInt64. */
  uncounted: string
}

export interface CanonicalTree {
  /** Superiors before those below them; aliases last. */
  orgs: CanonicalOrg[]
  faults: (Tree['faults'][number] | { org_id: string; fault: AliasFault })[]
  hasAliases: boolean
  /** All bits of `uncounted` that are set anywhere; a decimal UInt64. */
  uncounted: string
}

/** Why an alias is not used: one of the two organisations is not there, or the canonical one is an alias itself. */
type AliasFault = 'alias_of_unknown' | 'alias_of_alias'

/**
 * One tree of several systems. Pure.
 *
 * - An alias (`aliases`: organisation → the canonical one it is) is taken out of the tree, and whatever stands below it in
 *   its own system stands below the canonical organisation. It gets the place and the attributes of that one.
 * - `rules` (in force on the day of the tree) say which system counts per entity and region; a row counts when its
 *   organisation is of that system. Without a rule an alias does not count and everything else does.
 * - Organisations themselves are counted once, as the canonical one, and where a rule names a system only if that system
 *   knows the organisation, under its own or another number.
 *
 * The region of an organisation without a code is that of the nearest superior with one. An alias that makes no sense
 * (which the command refuses, but sources may take organisations back) is not used, and told as a fault.
 */
export function canonicalTree(
  rows: readonly OrgRow[],
  aliases: ReadonlyMap<string, string>,
  rules: readonly CountingRule[],
): CanonicalTree {
  const { used, faults: aliasFaults } = usedAliases(rows, aliases)
  const own = rows
    .filter(row => !used.has(row.org_id))
    .map(row => {
      const parent = used.get(row.parent_org_id)
      return parent === undefined ? row : { ...row, parent_org_id: parent }
    })
  const { orgs: placed, faults } = buildTree(own)
  const counting = countingMasks(rules)
  const systems = systemsOf(rows, used)
  const known = new Map<string, CanonicalOrg>()
  // superiors come before those below them
  const orgs = placed.map((org): CanonicalOrg => {
    const region = org.region_code || (known.get(org.path.at(-2) ?? '')?.nearest_region_code ?? '')
    const group = systems.get(org.org_id) ?? [org.system]
    const canonical: CanonicalOrg = {
      ...org,
      nearest_region_code: region,
      canonical_org_id: '0',
      uncounted: counting.ofCanonical(org.system, group, region),
    }
    known.set(org.org_id, canonical)
    return canonical
  })
  for (const row of rows) {
    const canonical = used.get(row.org_id)
    const org = canonical === undefined ? undefined : known.get(canonical)
    if (!org) continue
    orgs.push({
      ...org,
      org_id: row.org_id,
      system: row.system,
      status: ALIAS_STATUS,
      canonical_org_id: org.org_id,
      uncounted: counting.ofAlias(row.system, org.nearest_region_code),
    })
  }
  return {
    orgs,
    faults: [...faults, ...aliasFaults],
    hasAliases: orgs.length > placed.length,
    uncounted: String(
      [...new Set(orgs.map(org => org.uncounted))].reduce((all, bits) => all | BigInt(bits), 0n),
    ),
  }
}

function usedAliases(
  rows: readonly OrgRow[],
  aliases: ReadonlyMap<string, string>,
): { used: Map<string, string>; faults: { org_id: string; fault: AliasFault }[] } {
  const used = new Map<string, string>()
  const faults: { org_id: string; fault: AliasFault }[] = []
  if (aliases.size === 0) return { used, faults }
  const known = new Set(rows.map(row => row.org_id))
  for (const [org_id, canonical] of aliases)
    if (!known.has(org_id) || !known.has(canonical)) faults.push({ org_id, fault: 'alias_of_unknown' })
    else if (aliases.has(canonical)) faults.push({ org_id, fault: 'alias_of_alias' })
    else used.set(org_id, canonical)
  return { used, faults }
}

/** Systems that know a canonical organisation, of those that have aliases. */
function systemsOf(rows: readonly OrgRow[], used: ReadonlyMap<string, string>): Map<string, number[]> {
  const systems = new Map<string, number[]>()
  if (used.size === 0) return systems
  const withAliases = new Set(used.values())
  for (const row of rows) {
    const canonical = used.get(row.org_id) ?? row.org_id
    if (withAliases.has(canonical)) systems.set(canonical, [...(systems.get(canonical) ?? []), row.system])
  }
  return systems
}

interface CountingMasks {
  ofCanonical(system: number, group: readonly number[], region: string): string
  ofAlias(system: number, region: string): string
}

/** Bits of the entities for which the rows of an organisation do not count; each kind is computed once. */
function countingMasks(rules: readonly CountingRule[]): CountingMasks {
  const byRegion = new Map<string, Map<EntityName, number | undefined>>()
  const masks = new Map<string, string>()
  const systemsIn = (region: string) => {
    const known = byRegion.get(region)
    if (known) return known
    const systems = new Map(ENTITY_NAMES.map(entity => [entity, countingSystem(rules, entity, region)]))
    byRegion.set(region, systems)
    return systems
  }
  const mask = (
    key: string,
    region: string,
    counts: (counting: number | undefined, isOrg: boolean) => boolean,
  ) => {
    const known = masks.get(key)
    if (known !== undefined) return known
    let bits = 0n
    for (const [entity, counting] of systemsIn(region))
      if (!counts(counting, entity === 'org')) bits |= 1n << BigInt(entityBit(entity))
    masks.set(key, String(bits))
    return String(bits)
  }
  return {
    // 未归属 is of no system and owns nothing
    ofCanonical: (system, group, region) =>
      rules.length === 0 || system === 0
        ? '0'
        : mask(
            `${region}/${system}/${[...new Set(group)].sort().join()}`,
            region,
            (counting, isOrg) =>
              counting === undefined || (isOrg ? group.includes(counting) : counting === system),
          ),
    ofAlias: (system, region) =>
      mask(`${region}/${system}/alias`, region, (counting, isOrg) => !isOrg && counting === system),
  }
}
