import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REPORT_NAMES, type ReportId, type RowKind } from '../../../warehouse/catalogue/reports.ts'
import { isHidden, stated } from '../../../warehouse/contract/figureState.ts'
import type { Org } from '../../../warehouse/orgs/readOrgs.ts'
import type { Grain } from '../../../warehouse/platform/time/comparison.ts'
import { startOfDay } from '../../../warehouse/platform/time/day.ts'
import type { AnswerCell, ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { answerReport } from '../../../warehouse/reports/answerReport.ts'
import { readReport } from '../../../warehouse/reports/readReport.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from '../query/world.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    // a year ago 4, last month 8, this month 10 below county 11; 5 in county 12
    ...Array.from({ length: 4 }, () => member(111, '2025-05-01')),
    ...Array.from({ length: 4 }, () => member(111, '2026-09-02', { gender: 'male' })),
    ...Array.from({ length: 2 }, () => member(112, '2026-11-05', { gender: 'male' })),
    ...Array.from({ length: 4 }, () => member(121, '2026-11-05')),
    member(121, '2026-11-05', { gender: 'unknown' }),
  ])
  await sign(test.warehouse, 'dues_payment', [
    { org_id: 111, day: '2026-10-03', paid_on: '2026-10-03', bill_month: '2026-10-01', amount_fen: 1205 },
    { org_id: 121, day: '2026-10-04', paid_on: '2026-10-04', bill_month: '2026-10-01', amount_fen: 300 },
    // the data of the payments begin with this one
    { org_id: 21, day: '2025-01-01', paid_on: '2025-01-01', bill_month: '2025-01-01', amount_fen: 7 },
    { org_id: 111, day: '2025-10-04', paid_on: '2025-10-04', bill_month: '2025-10-01', amount_fen: 1000 },
    {
      org_id: 111,
      day: '2026-02-04',
      paid_on: '2026-02-04',
      bill_month: '2026-02-01',
      amount_fen: 50,
      is_backpay: 1,
    },
  ])
  await sign(test.warehouse, 'dues_bill', [
    { org_id: 111, day: '2026-10-01', bill_month: '2026-10-01', amount_due_fen: 2000, status: 'open' },
  ])
  // long ago, so that it is known that there are none since
  await sign(test.warehouse, 'checkin', [{ org_id: 111, day: '2026-01-02', checked_in_on: '2026-01-02' }])
  const measures = [
    ...['DUE07', 'DUE06', 'ACT08'].map(metric => ['measures', metric, 0, '', 0]),
    ...['DUE08', 'DUE09'].map(metric => ['measures', metric, 0, '', 0]),
    ['retention', 'RET01', 0, '', 188],
    ['measures', 'DUE07', 10, '', 795],
    ['measures', 'DUE07', 10, '1', 795],
    ['measures', 'DUE07', 11, '', 795],
    ['measures', 'DUE06', 10, '', 3],
    ['retention', 'RET01', 10, '', 188],
    ['measures', 'ACT08', 10, '', 1, 4],
  ].map(([job, metric, org_id, item, numerator, denominator = 1]) => ({
    job,
    metric,
    org_id,
    breakdown: item === '' ? '' : 'arrears_age',
    item,
    numerator,
    denominator,
    month: '2026-10-01',
    as_of: '2026-10-31',
  }))
  await test.warehouse.app.insert({ table: 'app.ads_org_measure', values: measures, format: 'JSONEachRow' })
})
afterAll(() => test?.stop())

async function read(
  report: ReportId,
  ask: { org?: string; grain?: Grain; day?: string; rows?: RowKind; scope?: string } = {},
): Promise<ReportAnswer> {
  const { org = '10', grain = 'month', day = '2026-10-09', rows, scope = 'root' } = ask
  const request = { report, org, grain, day: at(day), ...(rows ? { rows } : {}) }
  return answerReport(
    await readReport(test.warehouse.reader, { org: scope }, request, { now: NOON }, 'report'),
  )
}

/** The cells of a column by row, the total last. */
function column(answer: ReportAnswer, title: string, group?: string) {
  const i = answer.columns.findIndex(
    each => each.title === title && (group === undefined || each.group === group),
  )
  expect(i, `column ${title}`).toBeGreaterThanOrEqual(0)
  return [...answer.rows, answer.total].map((row): AnswerCell & { name: string } => ({
    name: row.name,
    ...(row.cells[i] ?? stated(null)),
  }))
}

describe('a report', () => {
  it('shows direct children, the organisation itself and the total, compared with other periods', async () => {
    const answer = await read('member_growth', { day: '2026-11-21' })
    expect(answer).toMatchObject({
      title: '团员发展',
      org: { id: '10', name: '组10', level: 3 },
      period: { from: '2026-11-01', to: '2026-11-21', isRunning: true, label: '2026年11月1日至21日' },
      comparisons: { mom: '2026年10月1日至21日', yoy: '2025年11月1日至21日', ytd: '2026年1月1日至11月21日' },
      basis: 'current',
    })
    expect(column(answer, '团员总数')).toEqual([
      { name: '组11', value: 10, state: 'value', mom: 0.25, yoy: 1.5, trend: expect.any(Array) },
      { name: '组12', value: 5, state: 'value', mom: null, yoy: null, trend: expect.any(Array) },
      { name: '合计', value: 15, state: 'value', mom: 0.875, yoy: 2.75, trend: expect.any(Array) },
    ])
    expect(column(answer, '团员总数')[0]?.trend?.map(each => each.value)).toEqual([
      4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 8, 8,
    ])
    expect(column(answer, '本年累计', '新发展团员').at(-1)).toMatchObject({
      value: 11,
      yoy: null,
      // the first member is of May 2025
      noBase: { yoy: 'before_data' },
    })
    expect(answer.headline).toBe(
      '2026年11月（截至11月21日），组10团员 15 人，环比 ▲ 87.5%，同比 ▲ 275.0%；新发展团员 7 人，同比 —，本年累计 11 人。',
    )
  })

  it('reads money to the fen, and shares as differences of points', async () => {
    const answer = await read('dues_collection')
    expect(column(answer, '实收').at(-1)).toMatchObject({ value: 1505, mom: null, yoy: 0.505 })
    expect(column(answer, '本年累计').at(-1)).toMatchObject({ value: 1555, yoy: 0.555 })
    expect(column(answer, '团费收缴率').at(-1)).toMatchObject({ value: 0.7525, mom: null, yoy: null })
    expect(column(answer, '团费收缴率').map(cell => cell.value)).toEqual([0.6025, null, 0.7525])
  })

  it('shows what jobs computed, and "—" for a month that no job has written', async () => {
    const answer = await read('dues_arrears')
    expect(column(answer, '欠交金额').map(cell => [cell.name, cell.value])).toEqual([
      ['组11', 795],
      ['组12', 0],
      ['合计', 795],
    ])
    expect(column(answer, '1个月').at(-1)?.value).toBe(795)
    expect(column(answer, '12个月及以上').at(-1)?.value).toBe(0)
    const before = await read('dues_arrears', { day: '2026-09-09' })
    expect(column(before, '欠交金额').map(cell => cell.value)).toEqual([null, null, null])
    expect(column(await read('dues_retention'), '合计', '本级留存').at(-1)?.value).toBe(188)
  })

  it('says what is not computed and when it will be, and no longer that there is nothing', async () => {
    const readOutlooks = async () =>
      new Map([['measures', { title: '指标计算', due: '正在补算，已完成 3 / 26 个时期' }]])
    const request = { report: 'dues_arrears', org: '10', grain: 'month', day: at('2026-11-05') } as const
    const clock = { now: NOON, readOutlooks }
    const reading = await readReport(test.warehouse.reader, { org: 'root' }, request, clock, 'report')
    const answer = answerReport(reading)
    expect(answer.missing).toEqual([
      { title: '指标计算', months: '2026年11月', due: '正在补算，已完成 3 / 26 个时期' },
    ])
    expect(answer.headline).toContain('指标计算（2026年11月）尚未计算：正在补算，已完成 3 / 26 个时期')
    expect(answer.headline).not.toContain('无数据')
    expect(new Set(column(answer, '欠交金额').map(({ state }) => state))).toEqual(new Set(['not_computed']))
    expect(column(answer, '1个月').at(-1)).toMatchObject({ state: 'not_computed', value: null })
  })

  it('ranks nobody while an indicator is not computed, and says so', async () => {
    const answer = await read('city_ranking', { org: '1', day: '2026-11-05' })
    const ranks = column(answer, '名次').filter(({ name }) => /^组[12]0$/.test(name))
    expect(ranks.map(({ state }) => state)).toEqual(['not_computed', 'not_computed'])
    expect(answer.notes).toContain('有指标尚未计算，暂不排名。')
    expect(answer.headline).toContain('尚未计算')
    expect(answer.remark).toContain('权重：团费收缴率 30、')
  })

  it('compares with no base that lies before the data begin, in part or whole, and says so', async () => {
    const whole = await read('dues_collection', { day: '2025-10-05' })
    expect(column(whole, '实收').at(-1)).toMatchObject({
      value: 1000,
      yoy: null,
      noBase: { yoy: 'before_data' },
    })
    expect(whole.notes.join()).toContain('实收（收付实现制）实收')
    expect(whole.notes.join()).toContain('同比为“—”：对比期不完整')
    const part = await read('member_growth', { day: '2026-10-21' })
    expect(column(part, '本年累计', '新发展团员').at(-1)).toMatchObject({
      yoy: null,
      noBase: { yoy: 'before_data' },
    })
    expect(column(await read('dues_collection'), '实收').at(-1)).not.toHaveProperty('noBase')
  })

  it('has gaps and not zeros in the lines of months before the data begin', async () => {
    const trend = column(await read('dues_collection'), '实收').at(-1)?.trend ?? []
    expect(trend.map(({ state }) => state)).toEqual(Array(12).fill('value'))
    const early = column(await read('dues_collection', { day: '2025-06-05' }), '实收').at(-1)?.trend ?? []
    expect(early.map(({ state }) => state)).toEqual([
      ...Array(6).fill('before_data'),
      ...Array(6).fill('value'),
    ])
  })

  it('hides small counts of persons with everything that would tell them', async () => {
    const composition = await read('member_composition', { day: '2026-11-21' })
    const male = column(composition, '男')
    const female = column(composition, '女')
    // the one person of unknown gender stands in no column, but two shown ones and the total would give her away
    expect(
      male
        .concat(female)
        .filter(cell => isHidden(cell.state))
        .map(cell => [cell.name, cell.value]),
    ).toContainEqual(['组12', null])
    expect(composition.headline).not.toContain('女 9 人')
  })

  it('shows values of a breakdown as rows', async () => {
    const answer = await read('org_entry', { org: '1', day: '2026-11-21' })
    expect(answer.rowKind).toBe('level')
    expect(column(answer, '组织总数').map(cell => [cell.name, cell.value])).toEqual([
      ['省级', 1],
      ['市级', 2],
      ['县级', 3],
      ['乡级', 3],
      ['合计', 9],
    ])
    expect(answer.headline).toContain('共有团组织 9 个；其中 0 个已登录系统，9 个未登录系统')
    const children = await read('org_entry', { org: '1', day: '2026-11-21', rows: 'children' })
    expect(column(children, '组织总数').map(cell => [cell.name, cell.value])).toEqual([
      ['组10', 6],
      ['组20', 2],
      ['组1本级', 1],
      ['合计', 9],
    ])
  })

  it('ranks children by their score', async () => {
    const answer = await read('city_ranking', { org: '1' })
    expect(answer.rows.map(row => [row.name, row.cells[0]?.value])).toEqual([
      ['组10', 1],
      ['组20', null],
    ])
    expect(answer.notes).toContain('缺少指标而不排名：组20（团费收缴率：本期没有可计算的数据）。')
    expect(answer.headline).toMatch(/直属团委综合得分第一：组10/)
    expect(answer.rows.map(({ peers }) => peers)).toEqual(['直属团委', '直属团委'])
  })

  it('of a period that is over is read as it ran on a day of it, when that is asked for', async () => {
    const figures = async (report: ReportId, title: string) => {
      const request = {
        report,
        org: '10',
        grain: 'month',
        day: at('2026-10-03'),
        until: at('2026-10-03'),
      } as const
      const reading = await readReport(test.warehouse.reader, { org: '10' }, request, { now: NOON }, 'report')
      const answer = answerReport(reading)
      const index = answer.columns.findIndex(each => each.title === title)
      return [answer.period.label, answer.basis, answer.total.cells[index]?.value]
    }
    const label = '2026年10月1日至3日'
    expect(await figures('dues_collection', '实收')).toEqual([label, 'current', 1205])
    // what a job computed is of the month as far as the job has come
    expect(await figures('dues_arrears', '欠交金额')).toEqual([label, 'current', 795])
  })

  it('ranks every kind of organisation among its peers, cities first', async () => {
    const scope = { org: 'root' }
    const request = { report: 'city_ranking', org: '1', grain: 'month', day: at('2026-10-31') } as const
    const reading = await readReport(test.warehouse.reader, scope, request, { now: NOON }, 'report')
    const [ten, twenty] = reading.children
    if (!ten || !twenty) throw new Error('the world has two cities')
    const as = (org: Org, type: string, id: string): Org => ({ ...org, type, id, shortName: id })
    const children = [
      as(ten, 'committee', '10'),
      as(ten, 'work_committee', '31'),
      as(twenty, 'leading_organ', '20'),
      as(ten, 'leading_organ', '32'),
      as(ten, 'committee', '33'),
    ]
    const answer = answerReport({ ...reading, children })
    const rows = answer.rows.filter(({ kind }) => kind === 'child')
    expect(rows.map(({ id, peers }) => [id, peers])).toEqual([
      ['20', '市级团委'],
      ['32', '市级团委'],
      ['10', '直属团委'],
      ['33', '直属团委'],
      ['31', '直属团工委'],
    ])
    expect(rows[2]?.cells[0]?.value).toBe(1)
    // alone among its kind
    expect(rows[4]?.cells[0]?.value).toBeNull()
    expect(answer.headline).toMatch(/直属团委综合得分第一：10，/)
  })

  it('of the whole instance shows the children of its province', async () => {
    const answer = await read('member_growth', { org: 'root', day: '2026-11-21' })
    expect(answer.org).toMatchObject({ id: 'root', name: '组1' })
    expect(column(answer, '团员总数').map(cell => [cell.name, cell.value])).toEqual([
      ['组10', 15],
      ['组20', 0],
      ['合计', 15],
    ])
  })

  it.each(REPORT_NAMES)('%s adds up: rows and the rest are the total', async report => {
    const answer = await read(report, { org: '1' })
    for (const [i, { addsUp, title }] of answer.columns.entries()) {
      if (!addsUp) continue
      const sum = answer.rows.reduce((all, row) => all + (row.cells[i]?.value ?? 0), 0)
      // a log without a row tells nothing of either
      expect(sum, title).toBe(answer.total.cells[i]?.value ?? 0)
    }
  })

  it('is refused outside the scope, and for what it does not have', async () => {
    await expect(read('member_growth', { org: '20', scope: '10' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(read('member_growth', { org: '1', scope: '10' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(read('member_growth', { org: '77' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(read('dues_arrears', { grain: 'week' })).rejects.toMatchObject({ code: 'input' })
    await expect(read('activity', { rows: 'gender' })).rejects.toMatchObject({ code: 'input' })
    await expect(read('activity', { day: '2026-11-22' })).rejects.toMatchObject({ code: 'input' })
  })
})

describe('figures of young people in need', () => {
  beforeAll(async () => {
    await sign(
      test.warehouse,
      'special_youth',
      Array.from({ length: 12 }, (_, i) => ({
        org_id: 111,
        day: '2026-03-02',
        registered_on: '2026-03-02',
        kind: i < 11 ? 'youth_in_difficulty' : 'key_youth',
        status: 'open',
      })),
    )
  })

  it('are told of each city, and of a city as its total only', async () => {
    const province = await read('care', { org: 'root' })
    expect(province.rows.map(({ id }) => id)).toContain('10')
    const city = await read('care', { org: '10' })
    expect(city.rows).toEqual([])
    expect(city.total.cells.slice(0, 2)).toMatchObject([
      { state: 'value', value: 11 },
      { state: 'suppressed', k: 10 },
    ])
    await expect(read('care', { org: '11' })).rejects.toMatchObject({ code: 'withheld' })
  })
})
