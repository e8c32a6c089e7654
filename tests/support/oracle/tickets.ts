import type { TruthTree } from '../province/truthTree.ts'
import type { OracleWorld } from './world.ts'

/** What must be explained: an organisation by its id at the source, and the figures of its change. */
export interface TrueChange {
  org: string
  kind: 'members' | 'orgs'
  base: number
  value: number
}

/** A day on which something was done about a change, and what. */
export interface TrueDeed {
  change: TrueChange
  /** First day of the month of the change. */
  month: number
  acceptedOn: number | undefined
}

const SEASON = { first: 6, last: 10 }
/** Settled on the third of the next month: from then on it is outstanding. */
const SETTLED_AFTER = 3

/** The first day of the month that lies `months` after that of `day`. */
function monthAfter(day: number, months: number): number {
  const date = new Date(day * 86_400_000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / 86_400_000
}

/**
 * The changes of a month that cities and counties have to explain: more than five in a hundred against the end of the month
 * before; from June to October also against the same month of the year before, where there is one.
 */
export function changesOfMonth(
  world: OracleWorld,
  month: number,
  tree: TruthTree,
  firstDay: number,
): TrueChange[] {
  const stocks = new Map<number, { members: Map<string, number>; orgs: Map<string, number> }>()
  const at = (start: number) => {
    let known = stocks.get(start)
    if (!known) {
      const end = monthAfter(start, 1) - 1
      known = { members: new Map(), orgs: new Map() }
      for (const kind of ['members', 'orgs'] as const)
        for (const row of world.stockOn(kind === 'members' ? 'member' : 'org', end))
          for (const above of tree.pathOf(String(row.org_id)))
            known[kind].set(above, (known[kind].get(above) ?? 0) + 1)
      stocks.set(start, known)
    }
    return known
  }
  const before = monthAfter(month, -1)
  if (before < firstDay) return []
  const isSeason = (() => {
    const number = new Date(month * 86_400_000).getUTCMonth() + 1
    return number >= SEASON.first && number <= SEASON.last
  })()
  const lastYear = monthAfter(month, -12)
  const active = new Set(world.stockOn('org', Number.MAX_SAFE_INTEGER).map(row => String(row.org_id)))
  const found: TrueChange[] = []
  for (const org of tree.all()) {
    const depth = tree.pathOf(org).length
    if ((depth !== 2 && depth !== 3) || !active.has(org)) continue
    for (const kind of ['members', 'orgs'] as const) {
      const value = at(month)[kind].get(org) ?? 0
      const moved = (from: number) => from > 0 && Math.abs(value - from) > from / 20
      const base = at(before)[kind].get(org) ?? 0
      if (!moved(base)) continue
      const yearBefore = isSeason && lastYear >= firstDay ? (at(lastYear)[kind].get(org) ?? 0) : 0
      if (yearBefore > 0 && !moved(yearBefore)) continue
      found.push({ org, kind, base, value })
    }
  }
  return found
}

/** TRE15: organisations below `org` (`root` is everything) with something outstanding at the end of a day. */
export function unexplainedOn(deeds: readonly TrueDeed[], org: string, day: number, tree: TruthTree): number {
  const open = deeds.filter(
    ({ month, acceptedOn }) =>
      monthAfter(month, 1) + SETTLED_AFTER - 1 <= day && (acceptedOn === undefined || acceptedOn > day),
  )
  const orgs = new Set(open.map(({ change }) => change.org))
  return [...orgs].filter(each => org === 'root' || tree.pathOf(each).includes(org)).length
}
