import type { AnswerCell, AnswerColumn, ReportAnswer } from '../../../api/contract.ts'
import {
  type AbsentFigure,
  markOf,
  meaningOf,
  type StatedFigure,
} from '../../../warehouse/contract/figureState.ts'
import { figureText, valueWithUnit } from '../../../warehouse/contract/figureText.ts'

/** A figure of a report as text, the mark of its state in the place of a number. */
export function valueText(column: AnswerColumn, figure: StatedFigure): string {
  return figureText(figure, column.unit)
}

/** What stands behind the mark of a figure without a number, as a tip. */
export function absenceTip(figure: AbsentFigure): { title: string; texts: string[] } {
  return { title: `“${markOf(figure)}”`, texts: [`${meaningOf(figure)}。`] }
}

/** What became of a published figure. */
export function revisionText(column: AnswerColumn, cell: AnswerCell): string {
  const [published, now] = [cell.value, cell.revised ?? null].map(value => valueWithUnit(value, column.unit))
  return `发布后有迟到的数据。已发布：${published}；按目前的记录：${now}。已发布的数字不再改动。`
}

/** What a reader should know of a column, besides its definition. */
export function columnNotes(column: AnswerColumn): string[] {
  return [
    ...(column.addsUp ? [] : ['各行之和不等于合计，合计单独计算。']),
    ...(column.compare.length > 0 && column.unit === '%' ? ['变化为两个比率之差，单位为个百分点。'] : []),
  ]
}

export const BASIS_NAMES: Readonly<Record<ReportAnswer['basis'], string>> = {
  published: '已发布数据',
  current: '当前数据·可比口径',
}

export const BASIS_TEXTS: Readonly<Record<ReportAnswer['basis'], string>> = {
  published: '月末结账时的数字，按当时的组织隶属关系统计，发布后不再改动；迟到的数据在单元格上标“修”。',
  current: '按目前的全部记录和今天的组织隶属关系重新统计，本期与对比期口径一致，可能与已发布的数字不同。',
}

/** The windows that the changes refer to, for the line below the headline. */
export function comparisonTexts({ comparisons }: Pick<ReportAnswer, 'comparisons'>): string[] {
  const { mom, yoy, ytd, ytdYoy } = comparisons
  return [
    ...(mom ? [`环比 ${mom}`] : []),
    ...(yoy ? [`同比 ${yoy}`] : []),
    ...(ytd ? [`累计 ${ytd}${ytdYoy ? `，同比 ${ytdYoy}` : ''}`] : []),
  ]
}

/** What the page says above the figures: what is not computed and when it will be, what is not compared, who is not ranked. */
export function noticesOf({ missing, notes }: Pick<ReportAnswer, 'missing' | 'notes'>): string[] {
  return [
    ...missing.map(({ title, months, due }) => `${title}（${months}）尚未计算${due && `：${due}`}。`),
    ...notes,
  ]
}

/** What helps where a report has no rows: another period only where that has some. */
export function emptyText(
  { missing, total }: Pick<ReportAnswer, 'missing' | 'total'>,
  about: string,
): string {
  if (missing.length > 0) return `${about}还没有算出，算完后打开即可看到。`
  if (total.cells.some(({ state }) => state === 'before_data'))
    return `${about}早于数据起始时间，没有记录，请换一个较晚的时期。`
  if (total.cells.some(({ state }) => state === 'unknown_source')) return `${about}的来源系统不提供这些数字。`
  return `${about}没有可列的行，请换一个时期或组织。`
}
