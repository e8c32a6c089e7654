import type { Window } from '../contract/calendar.ts'
import { byNarrowness, covers, LEVELS, type ReferencePlace, type ReferenceScope } from '../reference/scope.ts'
import { subjectOf, type TargetRow } from './targetRows.ts'

/** What one metric has to come to in a phase; the first row says what it is about. */
export interface Target extends Pick<TargetRow, 'metric' | 'by' | 'direction'> {
  rows: readonly TargetRow[]
}

export interface Phase {
  name: string
  /** From the first day on which it begins anywhere to the last on which it is due anywhere. */
  window: Window
  targets: readonly Target[]
}

export interface Campaign {
  id: string
  title: string
  /** In the order in which they begin. */
  phases: readonly Phase[]
}

/** What is looked at: an organisation (none stands for the whole instance) and those of the named ones that lie below it. */
export interface Subtree {
  place: ReferencePlace | undefined
  below: ReadonlySet<string>
}

/** The campaigns that have targets for an organisation or for others below it, with the rows that may be theirs. Pure. */
export function campaignsOf(rows: readonly TargetRow[], subtree: Subtree): Campaign[] {
  const concerning = rows.filter(({ scope }) => mayConcern(scope, subtree))
  return [...groups(concerning, ({ campaign }) => campaign)].map(([id, own]) => ({
    id,
    title: own[0]?.title ?? id,
    phases: [...groups(own, ({ phase }) => phase)]
      .map(([name, inPhase]) => phaseOf(name, inPhase))
      .sort((a, b) => a.window.from - b.window.from || a.window.to - b.window.to),
  }))
}

/** The phase that is looked at by default: the last one that has begun, or the first. */
export function currentPhase({ phases }: Campaign, today: number): Phase | undefined {
  return phases.findLast(({ window }) => window.from <= today) ?? phases[0]
}

/** The row that holds for an organisation: of several scopes that cover it the narrowest. */
export function targetAt({ rows }: Target, place: ReferencePlace | undefined): TargetRow | undefined {
  if (!place) return undefined
  return rows
    .filter(({ scope }) => covers(scope, place))
    .sort((a, b) => byNarrowness(a.scope, b.scope))
    .at(0)
}

function phaseOf(name: string, rows: readonly TargetRow[]): Phase {
  return {
    name,
    window: {
      from: Math.min(...rows.map(({ window }) => window.from)),
      to: Math.max(...rows.map(({ window }) => window.to)),
    },
    targets: [...groups(rows, subjectOf).values()].flatMap((of): Target[] => {
      const [first] = of
      if (!first) return []
      const { metric, by, direction } = first
      return [{ metric, ...(by ? { by } : {}), direction, rows: of }]
    }),
  }
}

/** Whether a scope may hold the organisation or any below it. Which system has told of those is not asked. */
function mayConcern({ org, region, level }: ReferenceScope, { place, below }: Subtree): boolean {
  if (org !== '') return org === place?.org_id || below.has(org)
  if (!place) return true
  const own = place.region_code.replace(/(?:00)+$/, '')
  const isNear = own.startsWith(region) || region.startsWith(own)
  return isNear && (level === '' || LEVELS[level] >= Math.min(place.level, LEVELS.below))
}

function groups<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item])
  return found
}
