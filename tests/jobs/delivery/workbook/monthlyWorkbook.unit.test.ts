import type { Workbook, Worksheet } from 'exceljs'
import { beforeAll, describe, expect, it } from 'vitest'
import { MONTHLY_TOPICS } from '../../../../jobs/delivery/workbook/monthlyBook.ts'
import { buildMonthlyWorkbook } from '../../../../jobs/delivery/workbook/monthlyWorkbook.ts'
import type { ReportQuestion, ReportSources } from '../../../../jobs/delivery/workbook/sources.ts'
import { REPORTS } from '../../../../warehouse/catalogue/reports.ts'
import type { Scope } from '../../../../warehouse/orgs/scope.ts'
import { parseDay } from '../../../../warehouse/platform/time/day.ts'
import { findCell, partsOf, readWorkbook } from '../../../support/delivery/readWorkbook.ts'
import {
  SAMPLE_NOW,
  sampleReport,
  sampleStatement,
  sampleTrends,
} from '../../../support/delivery/sampleReports.ts'

const ORG = '7730185529301847'
const MONTH = parseDay('2026-10-01') ?? 0
const stamp = { account: 'gz_tw', now: SAMPLE_NOW }
const scope: Scope = { org: ORG }

/** Samples that note what they were asked. */
function sources(asked: unknown[] = []): ReportSources {
  const note = <T>(answer: T, ...question: unknown[]): Promise<T> => {
    asked.push(question)
    return Promise.resolve(answer)
  }
  return {
    report: (by, question: ReportQuestion) => note(sampleReport(question.report), by, question),
    statement: (by, org, month) => note(sampleStatement(), by, org, month),
    trends: (by, org, month) => note(sampleTrends(), by, org, month),
    list: () => Promise.reject(new Error('no list is asked for')),
    assessment: () => Promise.reject(new Error('no assessment is asked for')),
    tickets: () => note({ tickets: [], isCut: false }),
    assessment: () => Promise.reject(new Error('no assessment is asked for')),
  }
}

let file: Buffer
let book: Workbook
const asked: unknown[][] = []
beforeAll(async () => {
  file = await buildMonthlyWorkbook(sources(asked), scope, { org: ORG, month: MONTH }, stamp)
  book = await readWorkbook(file)
})
const sheet = (name: string): Worksheet => {
  const found = book.getWorksheet(name)
  if (!found) throw new Error(`the book has no sheet ${name}`)
  return found
}

describe('the monthly workbook', { timeout: 30_000 }, () => {
  it('has a cover, a sheet per topic, the retention statement, the course of the figures and the definitions', () => {
    expect(book.worksheets.map(({ name }) => name)).toEqual([
      '封面',
      ...MONTHLY_TOPICS.map(topic => REPORTS[topic].title),
      '团费留存对账',
      '走势图',
      '走势表',
      '指标说明',
    ])
  })

  it('asks for everything of the month, under the scope of its recipient', () => {
    expect(asked).toHaveLength(MONTHLY_TOPICS.length + 2)
    for (const [by] of asked) expect(by).toBe(scope)
    const questions = asked.slice(0, MONTHLY_TOPICS.length).map(([, question]) => question)
    expect(questions).toContainEqual({
      report: 'dues_collection',
      org: ORG,
      grain: 'month',
      day: MONTH,
      rows: 'children',
    })
    expect(asked.slice(-2)).toEqual([
      [scope, ORG, MONTH],
      [scope, ORG, MONTH],
    ])
  })

  it('has the same figures on the cover as in the total of their topic', () => {
    const cover = sheet('封面')
    const row = Number(findCell(cover, '当月实收团费').row)
    const { total } = sampleReport('dues_collection')
    expect(cover.getCell(row, 2).value).toBe(Number(((total.cells[3]?.value ?? 0) / 100).toFixed(2)))
    expect(cover.getCell(row, 4).value).toBe(total.cells[3]?.mom)
    expect(cover.getCell(row, 5).value).toBe(total.cells[3]?.yoy)
    expect(cover.getCell(row, 6).value).toBe(Number(((total.cells[4]?.value ?? 0) / 100).toFixed(2)))
    const rate = cover.getRow(Number(findCell(cover, '团费收缴率').row)).getCell(4)
    expect(rate.value).toBeCloseTo((total.cells[2]?.mom ?? 0) * 100, 9)
    expect(rate.numFmt).toContain('百分点')
    expect(findCell(cover, '2026年10月')).toBeDefined()
    expect(
      findCell(cover, '口径：发布口径（按期末组织关系，发布后不再变动）　数据截至：2026年11月4日 07:00'),
    ).toBeDefined()
  })

  it('adds own part and part for children by a formula, for the organisation and each child', () => {
    const statement = sheet('团费留存对账')
    const [self, ...children] = sampleStatement()
    expect(statement.getCell('B5').value).toBe(`${self?.name}（本组织）`)
    expect(statement.getCell('G5').formula).toBe('SUM(E5:F5)')
    children.forEach((row, i) => {
      const cell = statement.getCell(6 + i, 7)
      expect(cell.formula).toBe(`SUM(E${6 + i}:F${6 + i})`)
      expect(cell.result).toBe(Number(((row.ownFen + row.fromChildrenFen) / 100).toFixed(2)))
      expect(statement.getCell(6 + i, 4).value).toBe(0.25)
      expect(statement.getCell(6 + i, 10).value).toBe(row.org)
    })
  })

  it('shows 36 months with their change on the year before, and 12, 24 and 36 of them together', () => {
    const table = sheet('走势表')
    const [members, joined] = sampleTrends()
    expect(table.getCell('A5').value).toBe('2023年11月')
    expect(table.getCell('A40').value).toBe('2026年10月')
    const last = members?.points.at(-1)?.value ?? 0
    const yearBefore = members?.points.at(-13)?.value ?? 0
    expect(table.getCell('B40').value).toBe(last)
    expect(table.getCell('C40').value).toBeCloseTo((last - yearBefore) / yearBefore, 12)
    expect([41, 42, 43].map(row => table.getCell(row, 1).value)).toEqual(['近12个月', '近24个月', '近36个月'])
    const sum = (from: number, to?: number) =>
      joined?.points.slice(from, to).reduce((total, { value }) => total + (value ?? 0), 0) ?? 0
    expect(table.getCell('D41').value).toBe(sum(-12))
    expect(table.getCell('E41').value).toBeCloseTo((sum(-12) - sum(-24, -12)) / sum(-24, -12), 12)
    // there are no 36 months before those
    expect(table.getCell('E43').value).toBe('—')
    expect(table.getCell('B41').value).toBe('—')
  })

  it('carries a picture per trend, and one under every topic', () => {
    expect(sheet('走势图').getImages()).toHaveLength(sampleTrends().length)
    for (const topic of MONTHLY_TOPICS) expect(sheet(REPORTS[topic].title).getImages()).toHaveLength(1)
  })

  it('explains every metric that it uses, once', () => {
    const ids = sheet('指标说明')
      .getColumn(1)
      .values.filter(value => /^[A-Z]{3}\d\d$/.test(String(value)))
    const used = new Set(
      MONTHLY_TOPICS.flatMap(topic => sampleReport(topic).columns.map(({ metric }) => metric)),
    )
    used.delete('')
    expect(new Set(ids)).toEqual(used)
    expect(ids).toHaveLength(used.size)
  })

  it('is the same again for the same data and time', async () => {
    const again = await buildMonthlyWorkbook(sources(), scope, { org: ORG, month: MONTH }, stamp)
    expect(partsOf(again)).toEqual(partsOf(file))
  })

  it('stops when told, and tells how far it is', async () => {
    const shares: number[] = []
    const stop = new AbortController()
    const building = buildMonthlyWorkbook(sources(), scope, { org: ORG, month: MONTH }, stamp, {
      signal: stop.signal,
      onProgress: share => {
        shares.push(share)
        if (shares.length === 3) stop.abort(new Error('cancelled'))
      },
    })
    await expect(building).rejects.toThrow('cancelled')
    expect(shares).toEqual([...shares].sort())
    expect(shares).toHaveLength(3)
  })
})

describe('a monthly workbook made before the jobs are done', () => {
  const due = '正在补算，已完成 3 / 26 个时期'
  const missing = [{ title: '团费留存', months: '2026年10月', due }]
  let early: Workbook
  beforeAll(async () => {
    const from = sources()
    const bytes = await buildMonthlyWorkbook(
      {
        ...from,
        report: async (_, { report }) => sampleReport(report, report === 'dues_retention' ? { missing } : {}),
        statement: async () => [],
      },
      scope,
      { org: ORG, month: MONTH },
      stamp,
    )
    early = await readWorkbook(bytes)
  })
  const textsOf = (name: string): string => {
    const texts: string[] = []
    early.getWorksheet(name)?.eachRow(row => row.eachCell(({ text }) => texts.push(text)))
    return texts.join('\n')
  }

  it('says on the cover, on the sheet of the topic and on the statement what is not computed', () => {
    for (const name of ['封面', REPORTS.dues_retention.title, '团费留存对账'])
      expect(textsOf(name), name).toContain(`团费留存（2026年10月）尚未计算：${due}`)
    expect(textsOf('团费留存对账')).not.toContain('没有留存数据')
    expect(textsOf(REPORTS.activity.title)).not.toContain('尚未计算')
  })
})

describe('the course of the figures from before the data begin', { timeout: 30_000 }, () => {
  it('has no sum and no change over months that nobody knows, nor over the month in which they begin', async () => {
    const from = sources()
    const isBefore = (i: number) => i < 36
    const trends = sampleTrends().map(trend => ({
      ...trend,
      points: trend.points.map((point, i) =>
        isBefore(i)
          ? { bucket: point.bucket, state: 'before_data' as const, value: null }
          : i === 36
            ? { ...point, isPartial: true as const }
            : point,
      ),
    }))
    const bytes = await buildMonthlyWorkbook(
      { ...from, trends: async () => trends },
      scope,
      { org: ORG, month: MONTH },
      stamp,
    )
    const table = (await readWorkbook(bytes)).getWorksheet('走势表')
    const spans: string[] = []
    table?.eachRow(row => {
      if (/近\s*24\s*个月/.test(row.getCell(1).text)) row.eachCell(({ text }) => spans.push(text))
    })
    expect(spans).toContain('无记录')
    expect(spans.filter(text => /%/.test(text))).toEqual([])
  })
})
