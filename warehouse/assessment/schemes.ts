import type { Org } from '../orgs/readOrgs.ts'
import { byNarrowness, covers, LEVELS, type ReferencePlace } from '../reference/scope.ts'
import { peersOf } from '../reports/peers.ts'
import { type Assessed, levelOf, type SchemeRow, subjectOf } from './schemeRows.ts'

/** The children of an organisation that a scheme compares with each other in a year, and by which rows. */
export interface SchemeGroup {
  peers: string
  rows: readonly SchemeRow[]
  orgs: readonly Org[]
}

/** Names of the schemes that hold in a year for any of these levels, with their titles. */
export function schemesIn(rows: readonly SchemeRow[], year: number): Map<string, string> {
  return new Map(rows.filter(row => isIn(row, year)).map(({ scheme, title }) => [scheme, title]))
}

/**
 * The children that a scheme assesses in a year, in the groups that are compared: of one kind, and by the same rows. Of several
 * scopes that cover an organisation the narrowest counts. Pure.
 */
export function groupsOf(
  rows: readonly SchemeRow[],
  { scheme, year }: { scheme: string; year: number },
  children: readonly Org[],
  places: ReadonlyMap<string, ReferencePlace>,
): SchemeGroup[] {
  const own = rows.filter(row => row.scheme === scheme && isIn(row, year))
  const groups = new Map<string, { peers: string; rows: SchemeRow[]; orgs: Org[] }>()
  for (const org of children) {
    const place = places.get(org.id)
    const [narrowest] = own
      .filter(({ level, scope }) => isOfLevel(level, org) && place && covers(scope, place))
      .sort((a, b) => byNarrowness(a.scope, b.scope))
    if (!narrowest) continue
    const peers = peersOf(org) ?? '团支部'
    const key = JSON.stringify([peers, subjectOf(narrowest)])
    const group = groups.get(key) ?? {
      peers,
      rows: own.filter(row => subjectOf(row) === subjectOf(narrowest)),
      orgs: [],
    }
    groups.set(key, group)
    group.orgs.push(org)
  }
  return [...groups.values()]
}

/** Whether any row of a scheme may be for children of an organisation of this level. */
export function mayAssess(rows: readonly SchemeRow[], scheme: string, year: number, level: number): boolean {
  return rows.some(
    row =>
      row.scheme === scheme &&
      isIn(row, year) &&
      (row.level === 'branch' || levelOf(row.level) === Math.min(level + 1, LEVELS.below)),
  )
}

function isOfLevel(level: Assessed, { type, level: depth }: Org): boolean {
  if (level === 'branch') return type === 'branch'
  return type !== 'branch' && levelOf(level) === Math.min(depth, LEVELS.below)
}

function isIn({ fromYear, toYear }: SchemeRow, year: number): boolean {
  return fromYear <= year && year <= toYear
}
