import type { Picture } from '../../warehouse/contract/picture.ts'

/** What the direct children of the shown organisation are called: 各市, 各县区, 各乡镇街道, 下级组织. */
export function childrenTitle(picture: Picture | null): string {
  if (picture?.org.level === 'province') return '各市'
  if (picture?.org.level === 'city')
    return picture.children.some(child => child.level === 'county') ? '各县区' : '各镇街'
  if (picture?.org.level === 'county') return '各乡镇街道'
  return '下级组织'
}
