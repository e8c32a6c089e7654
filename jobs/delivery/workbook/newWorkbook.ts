import type { Workbook } from 'exceljs'

/** An empty workbook in memory that says when and by what it was made. */
export async function newWorkbook(at: number): Promise<Workbook> {
  // with the first workbook: a process that makes none starts without it
  const { default: ExcelJS } = await import('exceljs')
  const workbook = new ExcelJS.Workbook()
  workbook.creator = '团数'
  workbook.created = new Date(at)
  workbook.modified = workbook.created
  return workbook
}
