import { ROOT_LEVEL, type TreeOrg } from '../../warehouse/orgs/tree.ts'

/** Levels that keep a share of the dues, from the bottom up. The centre stands above the tree. */
export const RETENTION_LEVELS = ['grassroots', 'county', 'city', 'province', 'centre'] as const
export type RetentionLevel = (typeof RETENTION_LEVELS)[number]

/** Levels that organisations of the tree stand for. */
export type OrgClass = Exclude<RetentionLevel, 'centre'>
export const ORG_CLASSES: readonly OrgClass[] = ['grassroots', 'county', 'city', 'province']

const ORGANS = new Set(['leading_organ', 'work_committee'])
const BY_LEVEL: readonly OrgClass[] = ['province', 'city', 'county']

/**
 * The level whose share an organisation takes: organs and work committees by their place (province, city, county),
 * everything else is grass roots, wherever it stands.
 */
export function classOf(org: Pick<TreeOrg, 'org_type' | 'level'>): OrgClass {
  const organ = BY_LEVEL[org.level - ROOT_LEVEL]
  return organ && ORGANS.has(org.org_type) ? organ : 'grassroots'
}

/** Place of a level from the bottom up: 0 is grass roots. */
export function rankOf(level: RetentionLevel): number {
  return RETENTION_LEVELS.indexOf(level)
}
