import type { Model } from '../model.ts'
import type { Member, Org } from '../org.ts'
import type { Random } from '../random.ts'

/** The committees of cities and counties, parents first. */
export function localOrgans({ world }: Model): Org[] {
  return world.orgs.filter(org => org.row.type === 'leading_organ' && org.parent !== null)
}

/** The committees of cities. */
export function cityOrgans({ world }: Model): Org[] {
  return world.top.children.filter(org => org.row.type === 'leading_organ')
}

/** The committees of universities. */
export function universities({ world }: Model): Org[] {
  return world.orgs.filter(
    org => org.row.type === 'committee' && org.row.stage === 'university' && org.parent?.row.stage === 'none',
  )
}

/** Somebody who counts as a member of a branch somewhere below; undefined where it comes to none. */
export function anyoneBelow(org: Org, random: Random): Member | undefined {
  let at = org
  while (at.row.type !== 'branch') {
    const next = random.pick(at.children)
    if (!next) return undefined
    at = next
  }
  const member = random.pick(at.members)
  return member?.row.status === 'active' && !member.isMistake ? member : undefined
}
