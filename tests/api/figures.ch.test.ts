import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { METRICS } from '../../warehouse/catalogue/metrics.ts'
import type { TestWarehouse } from '../support/warehouse.ts'
import { member, sign } from '../warehouse/query/world.ts'
import { type FiguresDesk, figuresDesk } from './figuresDesk.ts'

let desk: FiguresDesk
let test: TestWarehouse
beforeAll(async () => {
  desk = await figuresDesk()
  ;({ test } = desk)
})
afterAll(() => desk?.stop())

const get = (url: string) => desk.get(url)

describe('metrics', () => {
  it('lists the catalogue', async () => {
    const { body } = await get('/api/metrics')
    expect(body.metrics).toHaveLength(METRICS.size)
    expect(body.metrics).toContainEqual(
      expect.objectContaining({ id: 'MEM01', title: '团员总数', unit: '人' }),
    )
  })

  it('answers a metric in total, by child and by month', async () => {
    expect((await get('/api/metrics/MEM01')).body.cells).toEqual([
      { org: 'root', name: '全部组织', bucket: '2026-11-21', item: '', label: '', value: 10, state: 'value' },
    ])
    const children = await get('/api/metrics/MEM01?org=10&rows=children')
    expect(
      children.body.cells.map((cell: { name: string; value: number }) => [cell.name, cell.value]),
    ).toEqual([
      ['组11', 10],
      ['组12', 0],
      ['组10', 0],
    ])
    const months = await get('/api/metrics/DUE02?from=2026-10-01&to=2026-11-21&grain=month')
    expect(months.body.cells).toMatchObject([
      { bucket: '2026-10', value: null, state: 'before_data' },
      { bucket: '2026-11', value: 1205 },
    ])
  })

  it('hides small counts of persons and the one that would give them away', async () => {
    const { body } = await get('/api/metrics/MEM01?by=gender')
    expect(body.cells).toMatchObject([
      { label: '男', value: null, state: 'suppressed_with' },
      { label: '女', value: 5, state: 'value' },
      { label: '未知', value: null, state: 'suppressed', k: 3 },
    ])
  })

  it.each([
    ['/api/metrics/XYZ', 404, '没有指标 XYZ'],
    ['/api/metrics/MEM01?org=77', 404, '没有这个组织，或它不在您的数据范围内'],
    ['/api/metrics/MEM01?org=%27%20or%201', 404, '没有这个组织，或它不在您的数据范围内'],
    ['/api/metrics/MEM01?from=2026-02-30', 400, '开始日期应为 YYYY-MM-DD 格式的有效日期'],
    ['/api/metrics/MEM01?from=2026-11-20&to=2026-11-01', 400, '开始日期不能晚于截止日期'],
    ['/api/metrics/MEM01?to=2026-11-22', 400, '截止日期不能晚于今天'],
    ['/api/metrics/MEM01?from=2024-01-01&to=2026-11-01&grain=day', 400, '按日最多查询 400 天'],
    ['/api/metrics/MEM01?from=2010-01-01&to=2026-11-01&grain=month', 400, '按月最多查询 120 个月'],
    ['/api/metrics/MEM18?by=gender', 400, '保留团籍党员数不能按 gender 分组'],
    ['/api/metrics/MEM01?by=password', 400, '没有这种分组'],
    ['/api/metrics/MEM01?rows=all', 400, '只能为 total 或 children'],
    ['/api/nothing', 404, '没有这个接口'],
  ])('refuses %s', async (url, status, message) => {
    const answer = await get(url)
    expect(answer.status).toBe(status)
    expect(answer.body.error).toEqual({
      code: expect.any(String),
      message: expect.stringContaining(message),
      requestId: expect.any(String),
    })
  })
})

describe('organisations and scenes', () => {
  it('shows an organisation with what is above and below', async () => {
    const { body } = await get('/api/orgs/11')
    const ids = (orgs: { id: string }[]) => orgs.map(({ id }) => id)
    expect([body.org.id, ids(body.parents), ids(body.children)]).toEqual(['11', ['1', '10'], ['111', '112']])
    expect((await get('/api/orgs/77')).status).toBe(404)
  })

  it('lists below an organisation every row that answers can have, deregistered ones last', async () => {
    await test.warehouse.app.insert({
      table: 'app.dim_org',
      format: 'JSONEachRow',
      values: [
        {
          org_id: 22,
          parent_org_id: 20,
          org_full_name: '组织22',
          org_type: 'branch',
          status: 'deregistered',
          level: 4,
          path: [1, 20, 22],
          version: 1,
          at_level_2: 1,
          at_level_3: 20,
          at_level_4: 22,
        },
      ],
    })
    await test.warehouse.app.command({ query: 'system reload dictionary app.org_tree' })
    await sign(
      test.warehouse,
      'member',
      Array.from({ length: 6 }, () => member(22, '2026-05-01')),
    )
    const { body } = await get('/api/orgs/20')
    expect(body.children.map(({ id, status }: { id: string; status: string }) => [id, status])).toEqual([
      ['21', 'active'],
      ['22', 'deregistered'],
    ])
    const answer = await get('/api/metrics/MEM01?org=20&rows=children')
    const rows = answer.body.cells.map((cell: { org: string }) => cell.org)
    expect(rows).toContain('22')
    expect(body.children.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(rows.filter((id: string) => id !== '20')),
    )
  })

  it('finds organisations by name', async () => {
    const { body } = await get(`/api/orgs?search=${encodeURIComponent('组织11')}`)
    expect(body.orgs.map(({ id }: { id: string }) => id)).toEqual(['11', '111', '112'])
    for (const url of ['/api/orgs?search=', '/api/orgs']) {
      const refused = await get(url)
      expect([refused.status, refused.body.error.message]).toEqual([400, 'search：请输入要查找的名称'])
    }
  })

  it('names the scenes, and gives the picture that is pushed', async () => {
    expect((await get('/api/scenes')).body.scenes).toEqual(
      expect.arrayContaining([{ id: 'overview', title: '总览' }]),
    )
    const { body } = await get('/api/scenes/overview?org=10')
    expect(body.panels.headline.content.figures[0]).toMatchObject({ metric: 'MEM01', value: 10 })
    expect((await get('/api/scenes/none')).body.error.message).toBe(
      '没有名为“none”的画面，可选：activities（活动与服务）、dues（团费）、moves（发展与流动）、organisations（组织建设）、overview（总览）、progress（推进与预警）、protection（权益与队伍）、study（学习与教育）',
    )
    expect((await get('/api/scenes/overview?org=77')).status).toBe(404)
  })
})

describe('the wall about young people in need', () => {
  beforeAll(async () => {
    await sign(
      test.warehouse,
      'special_youth',
      Array.from({ length: 23 }, () => ({
        org_id: 111,
        day: '2026-03-02',
        registered_on: '2026-03-02',
        kind: 'youth_in_difficulty',
        status: 'open',
      })),
    )
  })

  it('tells totals of the province and of cities, rounded to tens', async () => {
    const { body } = await get('/api/scenes/protection?org=root')
    expect(body.panels.headline.content.figures[0]).toMatchObject({ value: 20, isRounded: true })
    const rows: { org: string }[] = body.panels.care.content.by.rows
    expect(rows.find(({ org }) => org === '10')).toMatchObject({ value: 20, isRounded: true })
  })

  it('of a city tells its total and no row, and of a county says that it tells nothing', async () => {
    const city = (await get('/api/scenes/protection?org=10')).body.panels
    expect(city.headline.content.figures[0]).toMatchObject({ value: 20, isRounded: true })
    expect(city.care).toMatchObject({
      content: null,
      failure: null,
      notTold: expect.stringContaining('省、市'),
    })
    const county = (await get('/api/scenes/protection?org=11')).body.panels
    expect(county.headline).toMatchObject({ content: null, notTold: expect.stringContaining('省、市') })
    expect(county.teams_map.content.of).toMatchObject({ metric: 'WTM01', state: 'no_data' })
  })
})
