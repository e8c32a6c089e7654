import { afterAll, beforeAll, expect, it } from 'vitest'
import { isHidden } from '../../../warehouse/contract/figureState.ts'
import { startOfDay } from '../../../warehouse/platform/time/day.ts'
import { SMALLEST_SHOWN } from '../../../warehouse/query/suppress.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import type { ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { answerReport } from '../../../warehouse/reports/answerReport.ts'
import { readReport } from '../../../warehouse/reports/readReport.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, type LogRow, member, plantOrgs, plantTree, sign, TODAY } from '../query/world.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
const K = SMALLEST_SHOWN.report
let test: TestWarehouse
let answer: ReportAnswer

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  const many = (count: number, org: number, fields: LogRow) =>
    Array.from({ length: count }, () => member(org, '2025-03-01', fields))
  await sign(test.warehouse, 'member', [
    // county 11: 14 students, the only two who work would be told by the others
    ...many(14, 111, { gender: 'male' }),
    ...many(2, 111, { payer_class: 'wage' }),
    ...many(26, 112, { payer_class: 'relief' }),
    // county 12: one student among 42
    ...many(1, 121, { gender: 'male' }),
    ...many(21, 121, { payer_class: 'wage' }),
    ...many(20, 121, { payer_class: 'relief', birth_month: '1999-01-01' }),
  ])
  const request = { report: 'member_composition', org: '10', grain: 'month', day: TODAY } as const
  const scope = { org: 'root' }
  answer = answerReport(await readReport(test.warehouse.reader, scope, request, { now: NOON }, 'report'))
})
afterAll(() => test?.stop())

function cellsOf(title: string) {
  const i = answer.columns.findIndex(column => column.title === title)
  return [...answer.rows, answer.total].map(row => ({ name: row.name, cell: row.cells[i] }))
}

it('a share that would give a hidden number of students away is hidden with it, and so is its change', () => {
  const students = cellsOf('学生')
  const shares = cellsOf('学生团员占比')
  expect(students.filter(({ cell }) => cell && isHidden(cell.state)).length).toBeGreaterThan(0)
  for (const [i, { name, cell }] of students.entries()) {
    if (!cell || !isHidden(cell.state)) continue
    expect([name, shares[i]?.cell?.state]).toEqual([name, 'suppressed_with'])
    expect(shares[i]?.cell?.yoy ?? null).toBeNull()
  }
})

it('no cell that is marked as small holds k persons or more', async () => {
  for (const by of ['gender', 'age_band', 'status_class'] as const) {
    const asked = {
      name: 'it',
      metrics: ['MEM01'],
      org: '10',
      rows: 'children',
      by,
      from: at('2026-11-01'),
      to: TODAY,
      grain: 'all',
    } as const
    const { answers } = await askUnmasked(test.warehouse.reader, { org: 'root' }, [asked], TODAY)
    for (const { org, item, numerator } of answers.get('it')?.cells ?? []) {
      const index = answer.columns.findIndex((_, i) => columnShows(i, by, item))
      const cell = answer.rows.find(row => row.id === org)?.cells[index]
      if (cell?.state === 'suppressed') expect([org, item, numerator < K]).toEqual([org, item, true])
      if (cell?.state === 'value') expect([org, item, cell.value]).toEqual([org, item, numerator])
    }
  }
})

it('nowhere says <k without its number', () => {
  expect(JSON.stringify(answer)).not.toContain('<k')
})

function columnShows(index: number, by: string, item: string): boolean {
  const titles: Record<string, string> = {
    male: '男',
    female: '女',
    '<14': '14岁以下',
    '14-17': '14–17岁',
    '18-22': '18–22岁',
    '23-27': '23–27岁',
    '≥28': '28岁及以上',
    student: '学生',
    working: '在职',
    other: '其他',
  }
  return by !== '' && answer.columns[index]?.title === titles[item]
}
