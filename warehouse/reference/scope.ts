import { orgKey } from '../orgs/orgKey.ts'
import type { TreeOrg } from '../orgs/tree.ts'

/** What of an organisation says which reference rows are its own; `region_code` of the nearest superior that has one. */
export type ReferencePlace = Pick<TreeOrg, 'org_id' | 'system' | 'level' | 'region_code'>

/** Which organisations a row is for: those that are all of what is named. */
export interface ReferenceScope {
  /** Key of the one organisation; `''` for all. */
  org: string
  /** First digits of administrative codes; `''` is everywhere. */
  region: string
  level: LevelName | ''
  /** Number of the source system; 0 for all. */
  system: number
}

export const LEVELS = { province: 2, city: 3, county: 4, town: 5, below: 6 } as const
export type LevelName = keyof typeof LEVELS
export const LEVEL_NAMES = ['province', 'city', 'county', 'town', 'below'] as const satisfies readonly LevelName[]

/**
 * Reads a scope: parts separated by spaces, `region:5101 level:county system:2`, or `org:1:4400000012`; empty is everywhere.
 * Returns a sentence when it cannot be read.
 */
export function parseScope(text: string): ReferenceScope | string {
  const scope: ReferenceScope = { org: '', region: '', level: '', system: 0 }
  const parts = text.split(/\s+/).filter(Boolean)
  const kinds = new Set(parts.map(part => part.slice(0, part.indexOf(':'))))
  if (kinds.size < parts.length) return `scope "${text}" names the same twice`
  for (const part of parts) {
    const [, kind, value = ''] = /^(\w+):(.*)$/.exec(part) ?? []
    const org = /^(\d{1,3}):(.+)$/.exec(value)
    const level = LEVEL_NAMES.find(name => name === value)
    if (kind === 'region' && /^(\d{2}){1,3}$/.test(value)) scope.region = value
    else if (kind === 'level' && level) scope.level = level
    else if (kind === 'system' && /^[1-9]\d{0,2}$/.test(value)) scope.system = Number(value)
    else if (kind === 'org' && org && parts.length === 1) scope.org = orgKey(Number(org[1]), org[2] ?? '')
    else
      return `scope "${text}": "${part}" is none of region:<beginning of an administrative code>, level:<${LEVEL_NAMES.join('|')}>, system:<number>, or org:<number of the system>:<its id there> alone`
  }
  return scope
}

/** Whether a row of this scope is for the organisation. */
export function covers({ org, region, level, system }: ReferenceScope, place: ReferencePlace): boolean {
  return (
    (org === '' || org === place.org_id) &&
    place.region_code.startsWith(region) &&
    (level === '' || LEVELS[level] === Math.min(place.level, LEVELS.below)) &&
    (system === 0 || system === place.system)
  )
}

/** The narrower scope goes first: one organisation, then the longer region, then a level, then a system. */
export function byNarrowness(a: ReferenceScope, b: ReferenceScope): number {
  return (
    Number(b.org !== '') - Number(a.org !== '') ||
    b.region.length - a.region.length ||
    Number(b.level !== '') - Number(a.level !== '') ||
    Number(b.system !== 0) - Number(a.system !== 0)
  )
}
