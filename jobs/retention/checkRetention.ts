import type { TreeOrg } from '../../warehouse/orgs/tree.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { classOf, ORG_CLASSES, type OrgClass, rankOf } from './levels.ts'
import { type DayRatios, WHOLE } from './ratios.ts'
import type { Retention, RetentionInput, UnallocatedCause } from './splitRetention.ts'

type Cause = Exclude<UnallocatedCause, 'rounding'>
const CAUSES: readonly Cause[] = ['no_right', 'accounts_invalid', 'missing_level', 'unclaimed']
const RANKS = ORG_CLASSES.length

/** Where the share of one level goes, seen from a payment. */
interface Credit {
  /** Place in the path of the payment's owner, where it is booked. */
  at: number
  /** What is rounded by itself there: the own share, that of a child (named on the child), or a cause at one level. */
  as: 'own' | 'from_child' | 'centre' | Cause
  /** Place in the path of the child, or rank of the level. */
  of: number
  ratio: number
}

/** An organisation of a path, and what the walks add up to for it. */
interface Step {
  org: TreeOrg
  class: OrgClass
  /** Of the class, from the bottom up. */
  rank: number
  hasRight: boolean
  isValid: boolean
  /** Its own ratio, or that of its level. */
  ratio: number
  /** Shares booked here, each rounded by itself, in 1/10,000 fen. */
  booked: { own: number; toParent: number; centre: number; causes: number[] | undefined }
  /** Fen. */
  own: number
  fromChildren: number
  childrenTotal: number
  retained: number
  causes: Record<Cause, number>
  /** 1/10,000 fen. */
  fractions: number
  above: number
}

/**
 * Computes the split a second time, the other way round: walks up the path of every owner of payments and credits each
 * level's share where the rules put it, then compares with the sums of `splitRetention`. Also: everything retained,
 * unallocated and handed up is what was collected, for every organisation. Pure.
 *
 * Returns the differences as lines for a person; none means that every fen is accounted for.
 * Throws `TuanshuError('config')` when the ratios along a path are more than the whole.
 */
export function checkRetention({ orgs, collected, ratios }: RetentionInput, retention: Retention): string[] {
  const paths = pathsOf(orgs, ratios)
  let [inside, outside, centre] = [0, 0, 0]
  for (const [owner, fen] of collected) {
    const path = paths.get(owner)
    if (!path) {
      outside += fen
      continue
    }
    inside += fen
    for (const credit of creditsOf(path, ratios)) book(path, credit, fen * credit.ratio)
  }
  for (const path of paths.values()) centre += settle(path)
  return [...compare(retention, paths), ...balance(retention, { inside, outside, centre })]
}

function book(path: readonly Step[], { at, as, of }: Credit, share: number): void {
  const place = path[at]?.booked
  if (as === 'from_child') {
    const child = path[of]?.booked
    if (child) child.toParent += share
  } else if (as === 'own' || as === 'centre') {
    if (place) place[as] += share
  } else if (place) {
    const entry = CAUSES.indexOf(as) * RANKS + of
    place.causes ??= new Array<number>(CAUSES.length * RANKS).fill(0)
    place.causes[entry] = (place.causes[entry] ?? 0) + share
  }
  for (let below = at + 1; below < path.length; below++) {
    const step = path[below]
    if (step) step.above += share
  }
}

/** Rounds what is booked at the end of a path, tells all above it of the rest, and returns the fen of the centre. */
function settle(path: readonly Step[]): number {
  const last = path.length - 1
  const step = path[last]
  if (!step) return 0
  const { own, toParent, centre, causes } = step.booked
  const kept = Math.floor(own / WHOLE)
  step.own += kept
  climb(path, last, kept, own)
  const handed = Math.floor(toParent / WHOLE)
  const parent = path[last - 1]
  if (parent) {
    parent.fromChildren += handed
    climb(path, last - 1, handed, toParent)
  }
  causes?.forEach((share, entry) => {
    const cause = CAUSES[Math.floor(entry / RANKS)]
    if (!cause || share === 0) return
    const fen = Math.floor(share / WHOLE)
    for (let at = last; at >= 0; at--) {
      const above = path[at]
      if (!above) continue
      above.causes[cause] += fen
      above.fractions += share - fen * WHOLE
    }
  })
  const fen = Math.floor(centre / WHOLE)
  step.fractions += centre - fen * WHOLE
  return fen
}

/** Adds what is kept at a place of a path to it and all above it. */
function climb(path: readonly Step[], from: number, fen: number, share: number): void {
  if (share === 0) return
  for (let at = from; at >= 0; at--) {
    const step = path[at]
    if (!step) continue
    step.retained += fen
    step.fractions += share - fen * WHOLE
  }
  const superior = path[from - 1]
  if (superior) superior.childrenTotal += fen
}

/** Overrides that no organisation of the tree can use. Throws `TuanshuError('config')` that names file and line. */
export function checkOverrides({ orgs, ratios }: Pick<RetentionInput, 'orgs' | 'ratios'>): void {
  if (ratios.overrides.size === 0) return
  const classes = new Map(orgs.map(org => [org.org_id, classOf(org)]))
  for (const [org, { level, place }] of ratios.overrides) {
    const found = classes.get(org)
    if (found === level) continue
    throw new TuanshuError(
      'config',
      found === undefined
        ? `${place}: the organisation is not known to any source`
        : `${place}: the organisation stands for the level ${found}, not ${level}; correct the row or end it with valid_to`,
    )
  }
}

/** The path of every organisation; those of one path share their steps with all others. */
function pathsOf(orgs: readonly TreeOrg[], { levels, overrides }: DayRatios): Map<string, readonly Step[]> {
  const paths = new Map<string, readonly Step[]>()
  for (const org of orgs) {
    const level = classOf(org)
    const step: Step = {
      org,
      class: level,
      rank: rankOf(level),
      hasRight: org.has_retention_right === 1,
      isValid: org.sub_account_status === 'valid',
      ratio: overrides.get(org.org_id)?.ratio ?? levels[level],
      booked: { own: 0, toParent: 0, centre: 0, causes: undefined },
      own: 0,
      fromChildren: 0,
      childrenTotal: 0,
      retained: 0,
      causes: { no_right: 0, accounts_invalid: 0, missing_level: 0, unclaimed: 0 },
      fractions: 0,
      above: 0,
    }
    paths.set(org.org_id, [...(paths.get(org.path[org.path.length - 2] ?? '') ?? []), step])
  }
  return paths
}

function creditsOf(path: readonly Step[], { levels, overrides }: DayRatios): Credit[] {
  const credits = ORG_CLASSES.map(level => creditOf(path, level, levels[level]))
  const claimed = credits.reduce((sum, credit) => sum + credit.ratio, levels.centre)
  if (claimed > WHOLE) {
    const names = path.filter(({ org }) => overrides.has(org.org_id)).map(({ org }) => org.org_full_name)
    throw new TuanshuError(
      'config',
      `the retention ratios of ${path[path.length - 1]?.org.org_full_name} and its superiors add up to ${claimed}, more than ${WHOLE}; correct the own ratios of ${names.join(', ')}`,
    )
  }
  return [
    ...credits,
    { at: 0, as: 'unclaimed', of: 0, ratio: WHOLE - claimed },
    { at: 0, as: 'centre', of: 0, ratio: levels.centre },
  ]
}

function creditOf(path: readonly Step[], level: OrgClass, general: number): Credit {
  const isHolder = (step: Step) => step.class === level && step.hasRight
  // of several grass-roots organisations with the right the uppermost; of the other levels there is one on a path
  const at = path.findIndex(isHolder)
  const rank = rankOf(level)
  const holder = path[at]
  if (holder) {
    const { ratio } = holder
    if (holder.isValid) return { at, as: 'own', of: at, ratio }
    if (path[at - 1]?.isValid) return { at: at - 1, as: 'from_child', of: at, ratio }
    return { at, as: 'accounts_invalid', of: rank, ratio }
  }
  // nobody holds it: the first that stands for it on the way up from the owner, or for more than it
  let found = path.findLastIndex(step => step.rank >= rank)
  if (path[found]?.class !== level)
    return { at: Math.max(found, 0), as: 'missing_level', of: rank, ratio: general }
  while (level === 'grassroots' && path[found - 1]?.class === 'grassroots') found--
  return { at: found, as: 'no_right', of: rank, ratio: path[found]?.ratio ?? general }
}

function compare(retention: Retention, paths: ReadonlyMap<string, readonly Step[]>): string[] {
  const lines: string[] = []
  for (const one of retention.orgs) {
    const { org_id, org_full_name: name, path } = one.org
    const step = paths.get(org_id)?.[path.length - 1]
    const expect = (what: string, found: number, wanted: number | undefined) => {
      if (found !== wanted) lines.push(`${name}: ${what} ${found}, by the payments' paths ${wanted}`)
    }
    expect('own share', one.own, step?.own)
    expect('shares of children', one.fromChildren, step?.fromChildren)
    expect('total of the children', one.childrenTotal, step?.childrenTotal)
    expect('retained', one.retained, step?.retained)
    expect('rounding', one.unallocated.rounding, Math.floor((step?.fractions ?? 0) / WHOLE))
    for (const cause of CAUSES) expect(cause, one.unallocated[cause], step?.causes[cause])
    if (path.length > 1) expect('to superiors', one.toSuperiors, Math.ceil((step?.above ?? 0) / WHOLE))
    const lost = CAUSES.reduce((sum, cause) => sum + one.unallocated[cause], one.unallocated.rounding)
    const accounted = one.retained + one.toSuperiors + lost
    if (accounted !== one.collected)
      lines.push(`${name}: ${accounted} accounted for, ${one.collected} collected`)
  }
  return lines
}

function balance(
  { orgs, centre, outside }: Retention,
  walked: { inside: number; outside: number; centre: number },
): string[] {
  const lines: string[] = []
  const collected = orgs.reduce((sum, one) => sum + (one.org.path.length === 1 ? one.collected : 0), 0)
  if (collected !== walked.inside) lines.push(`${collected} collected at the top, ${walked.inside} paid`)
  if (outside !== walked.outside) lines.push(`${outside} outside of the tree, ${walked.outside} paid there`)
  if (centre !== walked.centre) lines.push(`centre ${centre}, by the payments' paths ${walked.centre}`)
  return lines
}
