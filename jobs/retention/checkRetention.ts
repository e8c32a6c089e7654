import { TuanshuError } from '../../warehouse/errors.ts'
import type { TreeOrg } from '../../warehouse/orgs/tree.ts'
import { classOf, ORG_CLASSES, type OrgClass, rankOf } from './levels.ts'
import { WHOLE } from './ratios.ts'
import type { Retention, RetentionInput, UnallocatedCause } from './splitRetention.ts'

type Cause = Exclude<UnallocatedCause, 'rounding'>

/** Where the share of one level goes, seen from a payment. */
interface Credit {
  /** Place in the path of the payment's owner, where it is booked. */
  at: number
  as: 'own' | 'from_child' | 'centre' | Cause
  /** What is rounded by itself: the level, or the child whose share it is. */
  of: string
  ratio: number
}

/** What the walks add up to for one organisation, fen. */
interface Walked {
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
export function checkRetention(input: RetentionInput, retention: Retention): string[] {
  const places = new Map(input.orgs.map(org => [org.org_id, org]))
  const booked = new Map<string, { path: readonly TreeOrg[]; credit: Credit; share: number }>()
  const walked = new Map<string, Walked>(input.orgs.map(org => [org.org_id, nothing()]))
  let [inside, outside] = [0, 0]
  for (const [owner, fen] of input.collected) {
    const org = places.get(owner)
    if (!org) {
      outside += fen
      continue
    }
    inside += fen
    const path = org.path.flatMap(id => places.get(id) ?? [])
    for (const credit of creditsOf(path, input.ratios)) {
      const key = `${path[credit.at]?.org_id}|${credit.as}|${credit.of}`
      const entry = booked.get(key)
      if (entry) entry.share += fen * credit.ratio
      else booked.set(key, { path: path.slice(0, credit.at + 1), credit, share: fen * credit.ratio })
      for (const below of path.slice(credit.at + 1))
        add(walked, below, sums => {
          sums.above += fen * credit.ratio
        })
    }
  }
  let centre = 0
  for (const { path, credit, share } of booked.values()) {
    const whole = Math.floor(share / WHOLE)
    const place = path[path.length - 1]
    if (credit.as === 'centre') centre += whole
    else if (credit.as === 'own' && place)
      add(walked, place, sums => {
        sums.own += whole
      })
    else if (credit.as === 'from_child' && place)
      add(walked, place, sums => {
        sums.fromChildren += whole
      })
    for (const org of path)
      add(walked, org, sums => {
        sums.fractions += share - whole * WHOLE
        if (credit.as !== 'own' && credit.as !== 'from_child' && credit.as !== 'centre')
          sums.causes[credit.as] += whole
      })
  }
  return [...compare(retention, walked), ...balance(retention, { inside, outside, centre })]
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

function creditsOf(path: readonly TreeOrg[], ratios: RetentionInput['ratios']): Credit[] {
  const credits = ORG_CLASSES.map(level => creditOf(path, level, ratios))
  const claimed = credits.reduce((sum, credit) => sum + credit.ratio, ratios.levels.centre)
  if (claimed > WHOLE) {
    const names = path.filter(org => ratios.overrides.has(org.org_id)).map(org => org.org_full_name)
    throw new TuanshuError(
      'config',
      `the retention ratios of ${path[path.length - 1]?.org_full_name} and its superiors add up to ${claimed}, more than ${WHOLE}; correct the own ratios of ${names.join(', ')}`,
    )
  }
  return [
    ...credits,
    { at: 0, as: 'unclaimed', of: '', ratio: WHOLE - claimed },
    { at: 0, as: 'centre', of: '', ratio: ratios.levels.centre },
  ]
}

function creditOf(path: readonly TreeOrg[], level: OrgClass, ratios: RetentionInput['ratios']): Credit {
  const classes = path.map(classOf)
  const general = ratios.levels[level]
  const ratioAt = (at: number) => ratios.overrides.get(path[at]?.org_id ?? '')?.ratio ?? general
  const isHolder = (at: number) => classes[at] === level && path[at]?.has_retention_right === 1
  const at = level === 'grassroots' ? path.findIndex((_, i) => isHolder(i)) : classes.lastIndexOf(level)
  if (at >= 0 && isHolder(at)) {
    const of = path[at]?.org_id ?? ''
    if (isValid(path[at])) return { at, as: 'own', of, ratio: ratioAt(at) }
    if (isValid(path[at - 1])) return { at: at - 1, as: 'from_child', of, ratio: ratioAt(at) }
    return { at, as: 'accounts_invalid', of, ratio: ratioAt(at) }
  }
  // nobody holds it: the first that stands for it on the way up from the owner, or for more than it
  let found = classes.findLastIndex(one => rankOf(one) >= rankOf(level))
  if (classes[found] !== level)
    return { at: Math.max(found, 0), as: 'missing_level', of: level, ratio: general }
  while (level === 'grassroots' && classes[found - 1] === 'grassroots') found--
  return { at: found, as: 'no_right', of: level, ratio: ratioAt(found) }
}

function isValid(org: TreeOrg | undefined): boolean {
  return org?.sub_account_status === 'valid'
}

function compare(retention: Retention, walked: ReadonlyMap<string, Walked>): string[] {
  const lines: string[] = []
  const childrenTotals = new Map<string, number>()
  const retainedBelow = new Map<string, number>()
  for (const { org, own, fromChildren } of retention.orgs) {
    const superior = org.path[org.path.length - 2] ?? ''
    childrenTotals.set(superior, (childrenTotals.get(superior) ?? 0) + own + fromChildren)
    for (const id of org.path) retainedBelow.set(id, (retainedBelow.get(id) ?? 0) + own + fromChildren)
  }
  for (const one of retention.orgs) {
    const sums = walked.get(one.org.org_id) ?? nothing()
    const isTop = one.org.path.length === 1
    const expect = (what: string, found: number, wanted: number) => {
      if (found !== wanted)
        lines.push(`${one.org.org_full_name}: ${what} ${found}, by the payments' paths ${wanted}`)
    }
    expect('own share', one.own, sums.own)
    expect('shares of children', one.fromChildren, sums.fromChildren)
    expect('total of the children', one.childrenTotal, childrenTotals.get(one.org.org_id) ?? 0)
    expect('retained', one.retained, retainedBelow.get(one.org.org_id) ?? 0)
    expect('rounding', one.unallocated.rounding, Math.floor(sums.fractions / WHOLE))
    for (const cause of ['no_right', 'accounts_invalid', 'missing_level', 'unclaimed'] as const)
      expect(cause, one.unallocated[cause], sums.causes[cause])
    if (!isTop) expect('to superiors', one.toSuperiors, Math.ceil(sums.above / WHOLE))
    const accounted =
      one.retained + one.toSuperiors + Object.values(one.unallocated).reduce((a, b) => a + b, 0)
    if (accounted !== one.collected)
      lines.push(`${one.org.org_full_name}: ${accounted} accounted for, ${one.collected} collected`)
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

function nothing(): Walked {
  return {
    own: 0,
    fromChildren: 0,
    causes: { no_right: 0, accounts_invalid: 0, missing_level: 0, unclaimed: 0 },
    fractions: 0,
    above: 0,
  }
}

function add(walked: ReadonlyMap<string, Walked>, org: TreeOrg, change: (sums: Walked) => void): void {
  const sums = walked.get(org.org_id)
  if (sums) change(sums)
}
