import { placeInWords } from '../../../warehouse/contract/ownPlace.ts'
import type { AnswerRow, ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { missingInWords } from '../../../warehouse/reports/outlook.ts'
import { StateNotes } from '../../../warehouse/reports/stateNotes.ts'
import { safeText } from './cellValue.ts'
import { figureCells, headingRows, LEADING, type ShownColumn, shownColumns } from './reportColumns.ts'
import { type RowSource, widthsOf } from './reportWidths.ts'
import { contextInWords, instantInWords, type Stamp, stampInWords } from './reportWords.ts'
import { Revisions } from './revisions.ts'
import {
  columnLetters,
  heightOf,
  mergedRow,
  type PlannedCell,
  type PlannedPicture,
  type PlannedRow,
  type SheetPlan,
} from './sheetPlan.ts'
import { Totals } from './totals.ts'

export interface ReportSheetOptions {
  /** Instead of the answer's own rows. */
  rows?: RowSource
  /** Name of the sheet, the report's title by default. */
  name?: string
  /** Rows of the report that a sheet may hold. */
  cap?: number
  /** Below the table; the sheet then prints on one page. Layout pixels. */
  picture?: { png: Buffer; width: number; height: number }
}

/** One less than a spreadsheet has, minus what stands around the rows of a report. */
export const MOST_ROWS = 1_048_575 - 40
const ROW_HEIGHT = 18
const PIXELS_A_ROW = 24
/** With more rows, table and picture on one page would be too small to read on paper. */
const MOST_ROWS_BESIDE_PICTURE = 10
/** Rows of a page that is as wide as the sheet. */
const ROWS_OF_A_PAGE = 26
/** Heading of the rows that take no part in a ranking. */
const UNRANKED = '不参加排名'

/**
 * A report as a sheet: title, context, the answer in one sentence, headings, rows, the total, remarks. The total of a column
 * that adds up is a formula with the warehouse's figure as its result. Reading the rows throws `TotalMismatch` when both
 * differ. Same answer and stamp, same sheet.
 */
export function planReportSheet(
  answer: ReportAnswer,
  stamp: Stamp,
  options: ReportSheetOptions = {},
): SheetPlan {
  const {
    rows = { count: answer.rows.length, read: () => answer.rows },
    name = answer.title,
    cap = MOST_ROWS,
    picture,
  } = options
  const shown = shownColumns(answer.columns)
  const columns = LEADING + shown.length
  const widths = widthsOf(answer, shown, rows)
  const printed = widths.slice(0, columns).reduce((sum, width) => sum + width, 0)
  const isCut = rows.count > cap
  // one kind of peers needs no heading
  const hasPeers = new Set(answer.rows.map(row => row.peers).filter(Boolean)).size > 1
  const head = [...introRows(answer, stamp, columns, printed, isCut ? cap : null), ...headingRows(answer)]
  const title = `${safeText(answer.org.name)}　${answer.title}`
  const pictures: PlannedPicture[] = []
  const isOnePage = picture !== undefined && rows.count <= MOST_ROWS_BESIDE_PICTURE
  // over a picture alone on its page the headings of the table would belong to nothing
  const isTableOnePage = picture !== undefined && rows.count <= ROWS_OF_A_PAGE
  return {
    name,
    widths,
    frozen: { rows: head.length, columns: LEADING },
    print: {
      columns,
      repeat: isTableOnePage ? null : [head.length - headingRows(answer).length + 1, head.length],
      orientation: 'landscape',
      isOnePage,
      header: [title, stampInWords(stamp)],
      footer: `数据截至 ${instantInWords(answer.asOf)}`,
    },
    pictures,
    rows: allRows(),
  }

  function* allRows(): Iterable<PlannedRow> {
    yield* head
    const totals = new Totals(answer.title, answer.columns)
    const seen = { states: new StateNotes(), revisions: new Revisions(answer) }
    let written = 0
    let headings = 0
    let above: string | undefined
    for (const row of rows.read()) {
      if (written === cap) break
      if (hasPeers && row.kind !== 'own' && (written === 0 || row.peers !== above)) {
        headings++
        above = row.peers
        yield mergedRow(row.peers ?? UNRANKED, 'peers', columns, printed, ROW_HEIGHT)
      }
      written++
      totals.add(row)
      seen.states.note(row.cells)
      seen.revisions.note(row)
      yield bodyRow(row, written, shown)
    }
    if (isCut) yield mergedRow(cutInWords(cap, rows.count), 'note', columns, printed)
    const first = head.length + 1
    yield totalRow(answer, shown, first, head.length + written + headings, isCut ? undefined : totals)
    seen.states.note(answer.total.cells)
    const notes = remarks(answer, seen.states.inWords(), seen.revisions.inWords())
    for (const [i, text] of notes.entries()) {
      const endsPage = picture !== undefined && !isOnePage && i === notes.length - 1
      yield { ...mergedRow(text, 'note', columns, printed), ...(endsPage ? { endsPage } : {}) }
    }
    if (!picture) return
    pictures.push({ ...picture, row: first + written + headings + 1 + notes.length + 1, column: 1 })
    yield* Array.from({ length: Math.ceil(picture.height / PIXELS_A_ROW) + 1 }, () => ({
      cells: [],
      height: ROW_HEIGHT,
    }))
  }
}

function introRows(
  answer: ReportAnswer,
  stamp: Stamp,
  columns: number,
  printed: number,
  cutAt: number | null,
): PlannedRow[] {
  const { basis, comparisons } = contextInWords(answer)
  const title = `${answer.title} · ${answer.org.name} · ${answer.period.label}`
  return [
    mergedRow(safeText(title), 'title', columns, printed, 34),
    mergedRow(basis, 'subtitle', columns, printed, heightOf(basis, printed, 12)),
    ...(comparisons
      ? [mergedRow(comparisons, 'subtitle', columns, printed, heightOf(comparisons, printed, 12))]
      : []),
    mergedRow(safeText(stampInWords(stamp)), 'stamp', columns, printed, 16),
    ...(cutAt === null
      ? []
      : [mergedRow(`已截断：仅含前 ${cutAt.toLocaleString('zh-CN')} 行`, 'stamp', columns, printed, 16)]),
    ...answer.missing.map(each => {
      const text = safeText(`${missingInWords(each)}。`)
      return mergedRow(text, 'stamp', columns, printed, heightOf(text, printed, 12))
    }),
    mergedRow(
      safeText(answer.headline),
      'headline',
      columns,
      printed,
      heightOf(answer.headline, printed * 0.88, 16) + 6,
    ),
    ...(answer.places ?? []).map(place => {
      const text = safeText(`${placeInWords(place)}。`)
      return mergedRow(text, 'headline', columns, printed, heightOf(text, printed * 0.88, 16))
    }),
  ]
}

function bodyRow(row: AnswerRow, number: number, shown: readonly ShownColumn[]): PlannedRow {
  const isOwn = row.kind === 'own'
  return {
    cells: [
      { value: number, style: isOwn ? 'ownIndex' : 'index', format: '0' },
      { value: safeText(row.name), style: isOwn ? 'ownName' : 'name' },
      ...figureCells(shown, row.cells, isOwn ? 'ownFigure' : 'figure'),
      { value: safeText(row.id), style: 'id' },
    ],
    height: ROW_HEIGHT,
  }
}

function totalRow(
  answer: ReportAnswer,
  shown: readonly ShownColumn[],
  first: number,
  last: number,
  totals: Totals | undefined,
): PlannedRow {
  const figures = figureCells(shown, answer.total.cells, 'totalFigure').map((cell, i): PlannedCell => {
    const { index, shows } = shown[i] ?? {}
    if (index === undefined || shows !== 'value' || !totals?.isSum(index, answer.total.cells[index]))
      return cell
    if (typeof cell.value === 'string') return cell
    const column = columnLetters(LEADING + 1 + i)
    return { ...cell, formula: `SUM(${column}${first}:${column}${last})` }
  })
  return {
    cells: [{ value: '合计', style: 'totalName' }, undefined, ...figures],
    merges: [{ from: 1, to: LEADING }],
    height: 22,
  }
}

function remarks(answer: ReportAnswer, states: readonly string[], revisions: string): string[] {
  return [
    ...answer.notes,
    ...(answer.remark ? [`说明：${answer.remark}`] : []),
    ...(states.length > 0 ? [`${states.join('；')}。含此类单元格的列，合计为数据仓库的数值。`] : []),
    ...(revisions ? [revisions] : []),
    '变化栏的“—”表示没有可比的基期。合计行由公式求和的列已与数据仓库核对一致；比率、留存等不可相加的列，合计为本组织整体的数值。',
  ]
}

function cutInWords(cap: number, count: number): string {
  return `已截断：共 ${count.toLocaleString('zh-CN')} 行，本表仅含前 ${cap.toLocaleString('zh-CN')} 行；合计为全部行的数值。`
}
