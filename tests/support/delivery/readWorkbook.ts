import ExcelJS, { type Cell, type Worksheet } from 'exceljs'
import { strFromU8, unzipSync } from 'fflate'

/** A workbook read back by the library. */
export async function readWorkbook(file: Buffer): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(new Uint8Array(file).buffer)
  return workbook
}

/** Its parts as they are stored: `xl/worksheets/sheet1.xml` → XML. */
export function partsOf(file: Buffer): Map<string, string> {
  return new Map(
    Object.entries(unzipSync(new Uint8Array(file))).map(([name, bytes]) => [
      name.replace(/^\//, ''),
      /\.(xml|rels)$/.test(name) ? strFromU8(bytes) : `${bytes.length} bytes`,
    ]),
  )
}

/** The first cell of a sheet with this text. */
export function findCell(sheet: Worksheet, text: string): Cell {
  let found: Cell | undefined
  sheet.eachRow(row =>
    row.eachCell(cell => {
      if (!found && cell.master === cell && cell.value === text) found = cell
    }),
  )
  if (!found) throw new Error(`${sheet.name} has no cell "${text}"`)
  return found
}

/** Text or number of a cell, of a formula its stored result. */
export function shownIn(cell: Cell): unknown {
  return cell.formula ? cell.result : cell.value
}
