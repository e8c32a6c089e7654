import { TuanshuError } from '../../warehouse/errors.ts'
import type { TreeOrg } from '../../warehouse/orgs/tree.ts'
import { classOf, ORG_CLASSES, type OrgClass, rankOf } from './levels.ts'
import { type DayRatios, WHOLE } from './ratios.ts'
import type { Retention, RetentionInput, UnallocatedCause } from './splitRetention.ts'

type Cause = Exclude<UnallocatedCause, 'rounding'>
const CAUSES: readonly Cause[] = ['no_right', 'accounts_invalid', 'missing_level', 'unclaimed']

/** Where the share of one level goes, seen from a payment. */
interface Credit {
  /** Place in the path of the payment's owner, where it is booked. */
  at: number
  as: 'own' | 'from_child' | 'centre' | Cause
  /** What is rounded by itself: the level, or the child whose share it is. */
  of: string
  ratio: number
}

/** An organisation of a path, and what the walks add up to for it. */
interface Step {
  org: TreeOrg
  class: OrgClass
  hasRight: boolean
  isValid: boolean
  /** Its own ratio, or that of its level. */
  ratio: number
  /** Fen. */
  own: number
  fromChildren: number
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
  const booked = new Map<string, { path: readonly Step[]; credit: Credit; share: number }>()
  let [inside, outside] = [0, 0]
  for (const [owner, fen] of collected) {
    const path = paths.get(owner)
    if (!path) {
      outside += fen
      continue
    }
    inside += fen
    for (const credit of creditsOf(path, ratios)) {
      const share = fen * credit.ratio
      const key = `${path[credit.at]?.org.org_id}|${credit.as}|${credit.of}`
      const entry = booked.get(key)
      if (entry) entry.share += share
      else booked.set(key, { path: path.slice(0, credit.at + 1), credit, share })
      for (let below = credit.at + 1; below < path.length; below++) {
        const step = path[below]
        if (step) step.above += share
      }
    }
  }
  let centre = 0
  for (const { path, credit, share } of booked.values()) {
    const fen = Math.floor(share / WHOLE)
    const place = path[path.length - 1]
    if (credit.as === 'centre') centre += fen
    else if (credit.as === 'own' && place) place.own += fen
    else if (credit.as === 'from_child' && place) place.fromChildren += fen
    for (const step of path) {
      step.fractions += share - fen * WHOLE
      if (credit.as !== 'own' && credit.as !== 'from_child' && credit.as !== 'centre')
        step.causes[credit.as] += fen
    }
  }
  return [...compare(retention, paths), ...balance(retention, { inside, outside, centre })]
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
      hasRight: org.has_retention_right === 1,
      isValid: org.sub_account_status === 'valid',
      ratio: overrides.get(org.org_id)?.ratio ?? levels[level],
      own: 0,
      fromChildren: 0,
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
    { at: 0, as: 'unclaimed', of: '', ratio: WHOLE - claimed },
    { at: 0, as: 'centre', of: '', ratio: levels.centre },
  ]
}

function creditOf(path: readonly Step[], level: OrgClass, general: number): Credit {
  const isHolder = (step: Step) => step.class === level && step.hasRight
  // of several grass-roots organisations with the right the uppermost; of the other levels there is one on a path
  const at = path.findIndex(isHolder)
  const holder = path[at]
  if (holder) {
    const { ratio } = holder
    const of = holder.org.org_id
    if (holder.isValid) return { at, as: 'own', of, ratio }
    if (path[at - 1]?.isValid) return { at: at - 1, as: 'from_child', of, ratio }
    return { at, as: 'accounts_invalid', of, ratio }
  }
  // nobody holds it: the first that stands for it on the way up from the owner, or for more than it
  let found = path.findLastIndex(step => rankOf(step.class) >= rankOf(level))
  if (path[found]?.class !== level)
    return { at: Math.max(found, 0), as: 'missing_level', of: level, ratio: general }
  while (level === 'grassroots' && path[found - 1]?.class === 'grassroots') found--
  return { at: found, as: 'no_right', of: level, ratio: path[found]?.ratio ?? general }
}

function compare(retention: Retention, paths: ReadonlyMap<string, readonly Step[]>): string[] {
  const lines: string[] = []
  const childrenTotals = new Map<string, number>()
  const retained = new Map<string, number>()
  for (const { org, own, fromChildren } of retention.orgs) {
    const kept = own + fromChildren
    if (kept === 0) continue
    const superior = org.path[org.path.length - 2] ?? ''
    childrenTotals.set(superior, (childrenTotals.get(superior) ?? 0) + kept)
    for (const id of org.path) retained.set(id, (retained.get(id) ?? 0) + kept)
  }
  for (const one of retention.orgs) {
    const { org_id, org_full_name: name, path } = one.org
    const step = paths.get(org_id)?.[path.length - 1]
    const expect = (what: string, found: number, wanted: number | undefined) => {
      if (found !== wanted) lines.push(`${name}: ${what} ${found}, by the payments' paths ${wanted}`)
    }
    expect('own share', one.own, step?.own)
    expect('shares of children', one.fromChildren, step?.fromChildren)
    expect('total of the children', one.childrenTotal, childrenTotals.get(org_id) ?? 0)
    expect('retained', one.retained, retained.get(org_id) ?? 0)
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
