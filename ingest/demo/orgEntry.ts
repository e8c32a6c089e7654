import type { Org } from './org.ts'
import type { Random } from './random.ts'
import type { OrgRow, OrgType } from './rows.ts'

/** What an organisation has entered of itself, and what its share of the dues depends on. */
export type Entry = Pick<
  OrgRow,
  'isLoggedIn' | 'isInfoComplete' | 'isChildrenCreated' | 'hasRetentionRight' | 'subAccount'
>

/** Where an organisation stands or is going to stand. */
interface Place {
  type: OrgType
  parent: Org | null
}

/** Shares of organisations that have each of the three flags when the history begins; no flag follows from another. */
const ENTERED: Readonly<Record<OrgType, { login: number; info: number; children: number }>> = {
  // organs of county and above are loaded by the system: their children stand before anybody has logged in
  leading_organ: { login: 0.97, info: 0.9, children: 0.99 },
  work_committee: { login: 0.93, info: 0.86, children: 0.93 },
  committee: { login: 0.9, info: 0.82, children: 0.9 },
  general_branch: { login: 0.8, info: 0.74, children: 0.86 },
  branch: { login: 0.7, info: 0.64, children: 0 },
}

/** Of the organisations that should have it; organs lack neither. */
const RIGHT_LACKING = 0.02
const ACCOUNT_INVALID = 0.03
const ACCOUNT_MISSING = 0.005

/** Level of the root, and the lowest one of an organ: the county. */
const PROVINCE = 2
const COUNTY = 4

/** Entry status of an organisation that exists when the history begins. */
export function entryAtStart(place: Place, random: Random): Entry {
  const { login, info, children } = ENTERED[place.type]
  const flags = {
    isLoggedIn: random.chance(login),
    isInfoComplete: random.chance(info),
    isChildrenCreated: random.chance(children),
  }
  const hasRetentionRight = drawRight(place, random)
  const fate = random.next()
  if (!hasRetentionRight) return { ...flags, hasRetentionRight, subAccount: 'none' }
  if (fate < ACCOUNT_INVALID) return { ...flags, hasRetentionRight, subAccount: 'invalid' }
  const isMissing = fate < ACCOUNT_INVALID + ACCOUNT_MISSING
  return { ...flags, hasRetentionRight, subAccount: isMissing ? 'none' : 'valid' }
}

/** Entry status of an organisation founded during the history: nobody has logged in yet. */
export function entryOfNew(place: Place, random: Random): Entry {
  return {
    isLoggedIn: false,
    isInfoComplete: false,
    isChildrenCreated: false,
    hasRetentionRight: drawRight(place, random),
    subAccount: 'none',
  }
}

/**
 * Organs keep a share of the dues, and on each path below them the one grass-roots organisation that is nearest to
 * them: what lies deeper hands its dues to that one.
 */
function drawRight(place: Place, random: Random): boolean {
  const isLacking = random.chance(RIGHT_LACKING)
  if (place.type === 'leading_organ') return true
  const { parent } = place
  const isNearest =
    isOrgan(place) || parent === null || isOrgan({ type: parent.row.type, parent: parent.parent })
  return isNearest && !isLacking
}

/** A work committee directly below the province or a city stands for a city or a county. */
function isOrgan({ type, parent }: Place): boolean {
  if (type === 'leading_organ') return true
  let level = PROVINCE
  for (let above = parent; above; above = above.parent) level++
  return type === 'work_committee' && level <= COUNTY
}
