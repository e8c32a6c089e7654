import type { ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { planDefinitionsSheet } from './definitionsSheet.ts'
import { workbookBytes } from './digitsAsText.ts'
import { newWorkbook } from './newWorkbook.ts'
import { planReportSheet } from './reportSheet.ts'
import type { Stamp } from './reportWords.ts'
import { writeSheet } from './writeSheet.ts'

/** A small workbook in memory: a sheet per answer, and the definitions of their columns. Throws `TotalMismatch`. */
export async function writeAnswersWorkbook(answers: readonly ReportAnswer[], stamp: Stamp): Promise<Buffer> {
  const workbook = await newWorkbook(stamp.now)
  for (const answer of answers) await writeSheet(workbook, planReportSheet(answer, stamp))
  await writeSheet(workbook, planDefinitionsSheet(answers, stamp))
  return workbookBytes(workbook)
}
