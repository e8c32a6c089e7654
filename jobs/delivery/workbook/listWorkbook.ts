import type { Writable } from 'node:stream'
import { figureText, figureWithUnit, valueWithUnit } from '../../../warehouse/contract/figureText.ts'
import type { ListAnswer, ListRow } from '../../../warehouse/lists/list.ts'
import { cellValueOf, formatOf, safeText } from './cellValue.ts'
import { definitionsOf } from './definitionsSheet.ts'
import { instantInWords, type Stamp, stampInWords } from './reportWords.ts'
import { heightOf, mergedRow, type PlannedCell, type PlannedRow, type SheetPlan } from './sheetPlan.ts'
import { type StreamOptions, streamWorkbook } from './streamWorkbook.ts'

const [INDEX, NAME, TYPE, ABOVE, FIGURE, SHOWN] = [7, 30, 14, 48, 14, 20]
/** Between the names of a path. */
const BELOW = ' / '

/** Streams a list as a workbook, with the definition of its metric as second sheet. Rejects as `streamWorkbook` does. */
export async function writeListWorkbook(
  list: ListAnswer,
  stamp: Stamp,
  output: Writable,
  options: StreamOptions = {},
): Promise<void> {
  await streamWorkbook(
    [planListSheet(list, stamp), definitionsOf([list.metric], [], stamp)],
    stamp,
    output,
    options,
  )
}

/** Pure. */
export function planListSheet(list: ListAnswer, stamp: Stamp): SheetPlan {
  const widths = [INDEX, NAME, TYPE, ABOVE, FIGURE, ...list.columns.map(() => SHOWN)]
  const width = widths.reduce((sum, each) => sum + each, 0)
  const columns = widths.length
  const title = `${list.title}名单`
  const about = `${list.org.name}${list.isOwn ? '本级' : ''}　${list.period.label}${list.narrowedTo ? `　${list.narrowedTo}` : ''}`
  const lines = [`${summaryOf(list)}　数据截至：${instantInWords(list.asOf)}`, ...listNotes(list)]
  const headings = [
    '序号',
    '组织',
    '类别',
    '上级',
    `${figureTitle(list)}（${list.unit}）`,
    ...list.columns.map(each => each.title),
  ]
  const head: PlannedRow[] = [
    mergedRow(safeText(title), 'title', columns, width, 34),
    mergedRow(safeText(about), 'subtitle', columns, width, 18),
    ...lines.map(text => mergedRow(safeText(text), 'headline', columns, width, heightOf(text, width, 15))),
    mergedRow(safeText(stampInWords(stamp)), 'stamp', columns, width, 16),
    { cells: headings.map((value): PlannedCell => ({ value, style: 'group' })), height: 22 },
  ]
  return {
    name: '名单',
    widths,
    frozen: { rows: head.length, columns: 2 },
    print: {
      columns,
      repeat: [head.length, head.length],
      orientation: 'landscape',
      isOnePage: false,
      header: [`${title}　${about}`, stampInWords(stamp)],
      footer: '',
    },
    pictures: [],
    rows: [...head, ...list.rows.map((row, i) => rowOf(list, row, i + 1)), totalRow(list, columns)],
  }
}

/** What a list is of, and how much: one sentence, alike on the page and in the file. */
function summaryOf(list: ListAnswer): string {
  return `${figureTitle(list)} ${figureWithUnit(list.figure, list.unit)}，名单 ${list.count} 个组织`
}

function figureTitle({ title, part, parts }: ListAnswer): string {
  return part === 'value' ? title : `${title}：${parts.find(({ id }) => id === part)?.title ?? ''}`
}

function listNotes({ notes, repeated, unit, rows, count }: ListAnswer): string[] {
  return [
    ...(rows.length < count ? [`组织太多，只列前 ${rows.length} 个，请缩小范围。`] : []),
    ...(repeated > 0
      ? [`${valueWithUnit(repeated, unit)}在不止一个组织，名单中各列一次，合计只计一次。`]
      : []),
    ...notes,
  ]
}

function rowOf({ unit }: ListAnswer, { org, figure, shown }: ListRow, number: number): PlannedRow {
  const text = (value: string): PlannedCell => ({ value: safeText(value), style: 'text' })
  const value: PlannedCell =
    figure.state === 'value'
      ? { value: cellValueOf(unit, figure.value), style: 'figure', format: formatOf(unit) }
      : { value: figureText(figure, unit), style: 'figure' }
  return {
    cells: [
      { value: number, style: 'index', format: '0' },
      { value: safeText(org.name), style: 'name' },
      text(org.type),
      text(org.above.join(BELOW)),
      value,
      ...shown.map(text),
    ],
    height: Math.max(18, heightOf(org.above.join(BELOW), ABOVE, 14)),
  }
}

function totalRow({ sum, unit }: ListAnswer, columns: number): PlannedRow {
  const total: PlannedCell =
    sum === null
      ? { value: '—', style: 'totalFigure' }
      : { value: cellValueOf(unit, sum), style: 'totalFigure', format: formatOf(unit) }
  const empty: PlannedCell = { value: '', style: 'totalName' }
  return {
    cells: [
      { value: '合计', style: 'totalName' },
      empty,
      empty,
      empty,
      total,
      ...Array<PlannedCell>(columns - 5).fill(empty),
    ],
    merges: [{ from: 1, to: 4 }],
    height: 20,
  }
}
