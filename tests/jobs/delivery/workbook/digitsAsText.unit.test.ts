import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { writeAnswersWorkbook } from '../../../../jobs/delivery/workbook/answersWorkbook.ts'
import { writeReportWorkbook } from '../../../../jobs/delivery/workbook/reportWorkbook.ts'
import { partsOf } from '../../../support/delivery/readWorkbook.ts'
import { SAMPLE_NOW, sampleReport } from '../../../support/delivery/sampleReports.ts'

const dues = sampleReport('dues_collection')
const stamp = { account: 'gz', now: SAMPLE_NOW }

async function streamed(): Promise<Buffer> {
  const output = new PassThrough()
  const [file] = await Promise.all([buffer(output), writeReportWorkbook(dues, stamp, output)])
  return file
}

describe.each([
  ['kept in memory', () => writeAnswersWorkbook([dues], stamp)],
  ['streamed', streamed],
])('a workbook that is %s', (_kind, write) => {
  it('says of every sheet that digits are meant as text, at the place that the format has for it', async () => {
    const sheets = [...partsOf(await write())].filter(([name]) => name.startsWith('xl/worksheets/sheet'))
    expect(sheets).toHaveLength(2)
    for (const [name, xml] of sheets) {
      const elements = [...xml.replace(/<sheetData>.*<\/sheetData>/s, '').matchAll(/<([a-zA-Z]+)[ />]/g)]
      const order = elements.map(([, element]) => element)
      expect(
        order.filter(element => element === 'ignoredErrors'),
        name,
      ).toHaveLength(1)
      const at = order.indexOf('ignoredErrors')
      expect(order.indexOf('headerFooter'), name).toBeLessThan(at)
      expect(['ignoredError', 'legacyDrawing', undefined], name).toContain(order[at + 1])
      expect(
        order.slice(at + 2).every(element => element === 'legacyDrawing' || element === 'drawing'),
        name,
      ).toBe(true)
      expect(xml).toContain('numberStoredAsText="1"')
    }
  })
})
