import { labelOf } from '../catalogue/labels.ts'
import type { Org } from '../orgs/readOrgs.ts'

/**
 * Kinds of organisations that compete with each other, in the order in which they are listed: a city is not to be measured
 * against a university or the work committee of an industry, whose members live and pay otherwise.
 */
const KINDS: readonly [type: string, title: string][] = [
  ['leading_organ', '团委'],
  ['committee', '直属团委'],
  ['work_committee', '直属团工委'],
  ['general_branch', '直属团总支'],
]

/** The peers of a direct child, in words: `市级团委`, `直属团委`; undefined for a branch, which has none to compete with. */
export function peersOf({ type, level }: Pick<Org, 'type' | 'level'>): string | undefined {
  const title = KINDS.find(([kind]) => kind === type)?.[1]
  return title && type === 'leading_organ' ? `${labelOf('level', String(level))}${title}` : title
}

/** Place of a direct child's peers among all kinds; the last for one that has none. */
export function placeOfPeers({ type }: Pick<Org, 'type'>): number {
  const place = KINDS.findIndex(([kind]) => kind === type)
  return place < 0 ? KINDS.length : place
}
