import type { LevelName, ReferenceInfo } from '../../../api/contract.ts'

export const STATE_WORDS: Readonly<Record<ReferenceInfo['state'], string>> = {
  in_force: '现行',
  coming: '将实行',
  past: '已过',
  displaced: '已让位',
  withdrawn: '已撤回',
}

export const LEVEL_WORDS: Readonly<Record<LevelName, string>> = {
  province: '省级',
  city: '市级',
  county: '县级',
  town: '乡镇（街道）级',
  below: '乡镇以下',
}

/** Levels that keep a share of the dues, from the bottom up. */
export const RATIO_LEVELS = [
  { value: 'grassroots', label: '基层' },
  { value: 'county', label: '县级' },
  { value: 'city', label: '市级' },
  { value: 'province', label: '省级' },
  { value: 'centre', label: '中央' },
] as const

/** A value with its unit; what no longer holds says so. */
export function valueWords({ value, unit }: Pick<ReferenceInfo, 'value' | 'unit'>): string {
  if (value === null) return '不再适用'
  if (unit === '日期') return String(value)
  return unit === '%' ? `${value}%` : `${value} ${unit}`
}
