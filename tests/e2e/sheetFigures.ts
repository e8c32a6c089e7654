import type ExcelJS from 'exceljs'
import type { Cell, Worksheet } from 'exceljs'
import { METRICS, type MetricId } from '../../warehouse/catalogue/metrics.ts'
import { shownIn } from '../support/delivery/readWorkbook.ts'
import { readCell, type Shown } from './figureText.ts'

/**
 * Figures of workbooks, found as a reader finds them: the column by its heading and the metric in the heading's note, the
 * row by its id or its name. Undefined where the sheet does not hold such a row or column.
 */

/** The figure of a report's sheet for the row of an organisation, or for the total. */
export function reportFigure(
  sheet: Worksheet,
  metric: MetricId,
  title: string,
  row: { org: string } | 'total',
): Shown | undefined {
  const head = headOf(sheet, metric, title)
  const id = cellWith(sheet, '编号')
  if (!head || !id) return undefined
  const line = row === 'total' ? cellWith(sheet, '合计', 1) : cellWith(sheet, row.org, id.fullAddress.col)
  return line && figureAt(sheet, Number(line.row), Number(head.col), metric)
}

/** The figure of a month (`YYYY-MM`) in the table of the monthly workbook's trends. */
export function trendFigure(book: ExcelJS.Workbook, metric: MetricId, month: string): Shown | undefined {
  const sheet = sheetOf(book, '走势表')
  const head = cellWith(sheet, METRICS.get(metric)?.title ?? '')
  const line = cellWith(sheet, `${month.slice(0, 4)}年${Number(month.slice(5))}月`)
  return head && line && figureAt(sheet, Number(line.row), Number(head.col), metric)
}

/** The figure of the monthly workbook's cover. */
export function coverFigure(book: ExcelJS.Workbook, metric: MetricId): Shown | undefined {
  const sheet = sheetOf(book, '封面')
  const line = headOf(sheet, metric, METRICS.get(metric)?.title ?? '')
  return line && figureAt(sheet, Number(line.row), 2, metric)
}

export function sheetOf(book: ExcelJS.Workbook, name: string): Worksheet {
  const sheet = book.getWorksheet(name)
  if (!sheet) throw new Error(`the workbook has no sheet ${name}`)
  return sheet
}

function figureAt(sheet: Worksheet, row: number, column: number, metric: MetricId): Shown {
  return readCell(shownIn(sheet.getRow(row).getCell(column)), METRICS.get(metric)?.unit ?? '个')
}

function headOf(sheet: Worksheet, metric: MetricId, title: string): Cell | undefined {
  return cellWhere(sheet, cell => cell.value === title && noteOf(cell).startsWith(`${metric}　`))
}

function cellWith(sheet: Worksheet, text: string, column?: number): Cell | undefined {
  return cellWhere(
    sheet,
    cell => cell.value === text && (column === undefined || Number(cell.col) === column),
  )
}

function cellWhere(sheet: Worksheet, isWanted: (cell: Cell) => boolean): Cell | undefined {
  let found: Cell | undefined
  sheet.eachRow(row =>
    row.eachCell(cell => {
      if (!found && cell.master === cell && isWanted(cell)) found = cell
    }),
  )
  return found
}

function noteOf({ note }: Cell): string {
  if (!note) return ''
  return typeof note === 'string' ? note : (note.texts ?? []).map(({ text }) => text).join('')
}
