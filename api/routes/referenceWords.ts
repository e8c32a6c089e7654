import path from 'node:path'
import { REFERENCE_VALUES, type ReferenceName } from '../../warehouse/catalogue/referenceValues.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import type { NewRow } from '../../warehouse/reference/enteredRows.ts'
import type { RowFault, RowPreview } from '../../warehouse/reference/previewRow.ts'
import { type ReferenceRow, readValue, type ValueFault } from '../../warehouse/reference/referenceValues.ts'
import type { LevelName, ReferenceScope } from '../../warehouse/reference/scope.ts'

const LEVEL_WORDS: Readonly<Record<LevelName, string>> = {
  province: '省级',
  city: '市级',
  county: '县级',
  town: '乡镇（街道）级',
  below: '乡镇以下',
}
const VALUE_WORDS: Readonly<Record<ValueFault, string>> = {
  no_date: '须为日期，写作 YYYY-MM-DD',
  no_number: '须为数字，小数点前后都是数字，不带单位',
  negative: '不能为负',
  above_whole: '不能超过 100%',
}

/** For whom a row is, in words; `orgName` of the one organisation. */
export function scopeWords({ org, region, level, system }: ReferenceScope, orgName: string): string {
  if (org) return orgName
  const parts = [
    ...(region ? [`行政区划 ${region} 开头`] : []),
    ...(level ? [LEVEL_WORDS[level]] : []),
    ...(system ? [`系统 ${system}`] : []),
  ]
  return parts.join('，') || '全部组织'
}

/** Where a row stands: name of the file and line, or who entered it. */
export function placeWords(place: string): string {
  return path.basename(place)
}

/** A value with its unit, in words. */
export function valueWords(what: ReferenceName, value: number | null): string {
  if (value === null) return '不再适用'
  const { unit } = REFERENCE_VALUES[what]
  if (unit === '日期') return formatDay(value)
  return unit === '%' ? `${value}%` : `${value} ${unit}`
}

/** A fault with the field that it is of, as it is called on the page. */
export function faultWords(fault: RowFault): string {
  if (fault.field === 'value') return `数值：${VALUE_WORDS[fault.reason]}`
  if (fault.reason === 'taken')
    return `自何日起：${fault.by.enteredBy} 已录入同一项目、同一范围、同一日的一行（${valueWords(fault.by.what, fault.by.value)}），请先撤回它或换一日`
  return `自何日起：文件 ${placeWords(fault.row.place)} 自 ${formatDay(fault.row.from)} 起已有规定，请改用更晚的日期，或从文件中去掉那一行`
}

/** What a row changes, sentence by sentence. */
export function previewWords(row: NewRow, preview: RowPreview, scope: string, now: number): string[] {
  const { what, from } = row
  const { title, unit } = REFERENCE_VALUES[what]
  const { before, until, displaced, narrower } = preview
  const read = readValue(unit, row.value)
  const value = 'fault' in read ? null : read.value
  const days = `自 ${formatDay(from)} 起${until === undefined ? '' : `至 ${formatDay(until - 1)}`}`
  const was = before ? `由${valueWords(what, before.value)}改为` : '定为（此前这个范围没有单独规定）'
  return [
    value === null
      ? `${days}，${scope}：“${title}”不再适用${before ? `（此前为${valueWords(what, before.value)}）` : ''}，也不再按更大的范围。`
      : `${days}，${scope}：“${title}”${was}${valueWords(what, value)}。`,
    ...(displaced.length > 0 ? [`随产品提供的 ${displaced.length} 行（${daysOf(displaced)}）让位，不再适用。`] : []),
    ...(narrower > 0 ? [`另有 ${narrower} 个更小的范围单独规定，不受影响。`] : []),
    from <= dayOf(now)
      ? '此后运行的任务按新的数值计算；已算完的月份不会自动重算，需要时用 npm run job -- backfill 补算。'
      : '到那一日为止仍按原来的规定。',
  ]
}

function daysOf(rows: readonly ReferenceRow[]): string {
  return rows.map(({ from }) => `${formatDay(from)} 起`).join('、')
}
