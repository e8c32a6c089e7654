import type { AddWorksheetOptions, Row, Workbook, Worksheet } from 'exceljs'
import { meanDigits } from './digitsAsText.ts'
import { columnLetters, type PlannedRow, type SheetPlan } from './sheetPlan.ts'
import { styleOf } from './styles.ts'

const A4 = 9

/**
 * Writes a sheet into a workbook, kept in memory or streamed: each row is handed over as soon as it is complete, and `pause`
 * is awaited after it.
 */
export async function writeSheet(
  workbook: Workbook,
  plan: SheetPlan,
  pause?: (rows: number, sheet: Worksheet) => Promise<void> | undefined,
): Promise<void> {
  const sheet = workbook.addWorksheet(sheetName(plan.name), optionsOf(plan))
  sheet.columns = plan.widths.map(width => ({ width }))
  let written = 0
  for (const row of plan.rows) {
    written++
    writeRow(sheet, written, row).commit()
    await pause?.(written, sheet)
  }
  meanDigits(sheet)
  // known only now, and written with the end of the sheet
  sheet.pageSetup.printArea = `A$1:${columnLetters(plan.print.columns)}$${Math.max(1, written)}`
  for (const { png, row, column, width, height } of plan.pictures) {
    const image = workbook.addImage({ base64: png.toString('base64'), extension: 'png' })
    sheet.addImage(image, { tl: { col: column - 1, row: row - 1 }, ext: { width, height } })
  }
}

function writeRow(
  sheet: Worksheet,
  number: number,
  { cells, height, merges = [], endsPage = false }: PlannedRow,
): Row {
  const row = sheet.getRow(number)
  if (endsPage) row.addPageBreak()
  if (height !== undefined) row.height = height
  cells.forEach((cell, index) => {
    if (!cell) return
    const target = row.getCell(index + 1)
    target.value = cell.formula ? { formula: cell.formula, result: cell.value, date1904: false } : cell.value
    target.style = styleOf(cell.style, cell.format)
    if (cell.note) target.note = cell.note
  })
  for (const { from, to, down = 0 } of merges)
    if (to > from || down > 0) sheet.mergeCells(number, from, number + down, to)
  return row
}

function optionsOf({ frozen, print }: SheetPlan): Partial<AddWorksheetOptions> {
  const isFrozen = frozen.rows > 0 || frozen.columns > 0
  return {
    views: [
      isFrozen
        ? { state: 'frozen', xSplit: frozen.columns, ySplit: frozen.rows, showGridLines: false }
        : { state: 'normal', showGridLines: false },
    ],
    pageSetup: {
      paperSize: A4,
      orientation: print.orientation,
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: print.isOnePage ? 1 : 0,
      horizontalCentered: true,
      margins: { left: 0.5, right: 0.5, top: 0.75, bottom: 0.65, header: 0.35, footer: 0.3 },
      ...(print.repeat ? { printTitlesRow: print.repeat.join(':') } : {}),
    },
    headerFooter: {
      oddHeader: `&L&8 ${plain(print.header[0])}&R&8 ${plain(print.header[1])}`,
      oddFooter: `&L&8 ${plain(print.footer)}&C&8 第 &P 页，共 &N 页`,
    },
  }
}

/** Headers have a markup of their own, which begins with `&`. */
function plain(text: string): string {
  return text.replaceAll('&', '&&')
}

/** A sheet's name has at most 31 characters, and some are not allowed. */
export function sheetName(name: string): string {
  return name.replace(/[\\/?*[\]:']/g, '').slice(0, 31) || '表'
}
