import type { Writable } from 'node:stream'
import type { ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { planDefinitionsSheet } from './definitionsSheet.ts'
import { planReportSheet, type ReportSheetOptions } from './reportSheet.ts'
import type { Stamp } from './reportWords.ts'
import type { SheetPlan } from './sheetPlan.ts'
import { type StreamOptions, streamWorkbook } from './streamWorkbook.ts'

export interface ReportWorkbookOptions extends ReportSheetOptions, StreamOptions {}

/** Streams a report as a workbook, with the definitions of its columns as second sheet. Rejects as `streamWorkbook` does, and with `TotalMismatch`. */
export async function writeReportWorkbook(
  answer: ReportAnswer,
  stamp: Stamp,
  output: Writable,
  { onRows, signal, ...options }: ReportWorkbookOptions = {},
): Promise<void> {
  // planned one after the other, where a failure closes the output
  function* plans(): Iterable<SheetPlan> {
    yield planReportSheet(answer, stamp, options)
    yield planDefinitionsSheet([answer], stamp)
  }
  await streamWorkbook(plans(), stamp, output, {
    ...(onRows ? { onRows } : {}),
    ...(signal ? { signal } : {}),
  })
}
