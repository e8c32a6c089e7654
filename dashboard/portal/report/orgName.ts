import type { OrgInfo } from '../../../api/contract.ts'

/** Name of an organisation; the whole instance has none of its own. */
export function orgName({ id, fullName, shortName }: Pick<OrgInfo, 'id' | 'fullName' | 'shortName'>): string {
  return fullName || shortName || (id === 'root' ? '全部组织' : id)
}
