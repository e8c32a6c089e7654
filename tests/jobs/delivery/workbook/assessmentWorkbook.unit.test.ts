import { expect, it } from 'vitest'
import { writeAssessmentWorkbook } from '../../../../jobs/delivery/workbook/assessmentWorkbook.ts'
import type { Assessment, Indicator } from '../../../../warehouse/assessment/assessment.ts'
import { scoreSheets } from '../../../../warehouse/assessment/score.ts'
import { type StatedFigure, stated } from '../../../../warehouse/contract/figureState.ts'
import { readWorkbook } from '../../../support/delivery/readWorkbook.ts'

const NOW = Date.parse('2026-02-10T10:00:00+08:00')
const indicator = (metric: string, title: string, weight: number): Indicator => ({
  metric,
  title,
  unit: '%',
  definition: `${title}的定义`,
  weight,
  direction: 'more',
  zeroAt: 0.5,
  fullAt: 1,
  vetoAt: null,
  source: '=某文件',
})
const INDICATORS = [indicator('DUE04', '团费收缴率', 60), indicator('CAD03', '团干入驻率', 40)]
const HIDDEN: StatedFigure = { state: 'suppressed', value: null, k: 3 }
const assessment: Assessment = {
  scheme: 'work',
  title: '年度考核',
  year: 2025,
  org: { id: '1', name: '团省委' },
  from: '2025-01-01',
  to: '2025-12-31',
  asOf: NOW,
  isTrial: false,
  groups: [
    {
      peers: '市级团委',
      indicators: INDICATORS,
      sheets: scoreSheets(INDICATORS, [
        { id: '10', name: '=组10', figures: [stated(0.75), stated(1)] },
        { id: '20', name: '组20', figures: [stated(1), HIDDEN] },
      ]),
    },
  ],
}

it('the workbook of an assessment has values, points and places as numbers, and says of a missing part why and what the total is out of', async () => {
  const shown = {
    key: { scheme: 'work', year: 2025, org: '1' },
    round: undefined,
    assessment,
    notReady: '',
    isSuperior: true,
  }
  const workbook = await readWorkbook(await writeAssessmentWorkbook(shown, { account: 'demo', now: NOW }))
  expect(workbook.worksheets.map(({ name }) => name)).toEqual(['得分表', '计分办法'])
  const [table, rules] = workbook.worksheets
  const cellsOf = (row: number) =>
    Array.from({ length: 9 }, (_, i) => table?.getRow(row).getCell(i + 1).value ?? null)
  expect(table?.getRow(1).getCell(1).value).toBe('团省委2025年度年度考核得分表')
  expect(cellsOf(4)).toEqual([
    '名次',
    '市级团委',
    '团费收缴率（%）',
    '得分（满分60）',
    '团干入驻率（%）',
    '得分（满分40）',
    '总分',
    '满分基数',
    '说明',
  ])
  expect(cellsOf(5).slice(0, 8)).toEqual([1, "'=组10", 0.75, 30, 1, 40, 70, 100])
  expect(cellsOf(6)).toEqual([
    expect.toBeOneOf([null, '']),
    '组20',
    1,
    60,
    '—',
    '不计',
    60,
    60,
    '缺团干入驻率，与其他组织不可比，不排名；团干入驻率：少于 3 人，为保护个人信息不显示',
  ])
  expect(rules?.getRow(2).getCell(8).value).toBe("'=某文件")
})
