import ExcelJS from 'exceljs'
import { expect, it } from 'vitest'
import { planReportSheet } from '../../../../jobs/delivery/workbook/reportSheet.ts'
import { writeSheet } from '../../../../jobs/delivery/workbook/writeSheet.ts'
import { partsOf } from '../../../support/delivery/readWorkbook.ts'
import { SAMPLE_NOW, sampleReport } from '../../../support/delivery/sampleReports.ts'

const stamp = { account: 'gz', now: SAMPLE_NOW }
const picture = { png: Buffer.from('a picture'), width: 400, height: 400 }

function planOf(count: number) {
  const sample = sampleReport('dues_collection')
  const columns = sample.columns.map(column => ({ ...column, addsUp: false }))
  const rows = Array.from({ length: count }, (_, i) => ({
    ...sample.total,
    kind: 'child' as const,
    id: `${i}`,
    name: `第${i}支部`,
  }))
  return planReportSheet({ ...sample, columns, rows }, stamp, { picture })
}

it('prints a short table and its picture on one page; a longer one fills the width, and its picture has a page of its own', async () => {
  const printed = (count: number) => {
    const plan = planOf(count)
    const last = [...plan.rows].findIndex(row => row.endsPage)
    const isAlone = last >= 0 && plan.pictures[0]?.row === last + 3
    return { isOnePage: plan.print.isOnePage, isAlone, hasHeadings: plan.print.repeat !== null }
  }
  expect(printed(10)).toEqual({ isOnePage: true, isAlone: false, hasHeadings: false })
  // headings over the picture would belong to nothing
  expect(printed(24)).toEqual({ isOnePage: false, isAlone: true, hasHeadings: false })
  expect(printed(60)).toEqual({ isOnePage: false, isAlone: true, hasHeadings: true })
  const workbook = new ExcelJS.Workbook()
  await writeSheet(workbook, { ...planOf(24), pictures: [] })
  const file = Buffer.from(await workbook.xlsx.writeBuffer())
  expect(partsOf(file).get('xl/worksheets/sheet1.xml')).toMatch(/<rowBreaks count="1"/)
})
