import { shortRegionName } from './regionCodes.ts'

/** 共青团广州市委员会, 团广州市委 and 广州团市委 → 广州市; other names stay as they are. */
export function regionNameOfOrg(name: string): string {
  const [, place, level] = /^(.{2,})团([省市区县州])委$/.exec(name) ?? []
  if (place && level) return `${place}${level}`
  return /^(?:中国)?(?:共青)?团(.{2,}?)(?:工作)?委(?:员会)?$/.exec(name)?.[1] ?? name
}

/** Name for a narrow row: 共青团广州市委员会 → 广州. */
export function shortOrgName(name: string): string {
  const region = regionNameOfOrg(name)
  return /[市区县省旗州盟]$/.test(region) ? shortRegionName(region) : region
}
