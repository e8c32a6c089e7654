import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { pictureSchema } from '../../api/live/pictureSchema.ts'
import { SCENES } from '../../warehouse/catalogue/scenes.ts'
import { eventsIn, figuresIn, type PanelFigure, type Picture } from '../../warehouse/contract/picture.ts'
import { formatInstant, startOfDay } from '../../warehouse/platform/time/day.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign, TODAY } from '../warehouse/query/world.ts'
import { type TestServer, type TestViewer, testServer, viewer } from './server.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
let test: TestWarehouse
let server: TestServer
/** Hands of the server's clock; it runs with the real one. */
let clock = NOON
const openedAt = Date.now()
const now = () => clock + (Date.now() - openedAt)
const viewers: TestViewer[] = []

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    member(111, '2026-05-01'),
    member(121, '2026-05-01'),
    member(999, '2026-05-01'),
  ])
  server = await testServer(test, { now })
})
afterEach(() => {
  clock = NOON
  for (const each of viewers.splice(0)) each.close()
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

/** Members against the end of the day before, as the headline tells it. */
function gainedToday(picture: Picture | undefined): number {
  const members = figure(picture, 'headline', 'MEM01')
  const before = members?.bases.find(({ against }) => against === 'day')
  return (members?.value ?? Number.NaN) - (before?.value ?? Number.NaN)
}

async function watching(org = 'root'): Promise<{ viewer: TestViewer; picture: Picture }> {
  const each = await viewer(server.url)
  viewers.push(each)
  const answer = await each.subscribe(org)
  if (!answer.ok) throw new Error(answer.error)
  return { viewer: each, picture: answer.picture }
}

function figure(picture: Picture | undefined, panel: string, metric: string): PanelFigure | undefined {
  return figuresIn(picture?.panels[panel]?.content ?? null).find(each => each.metric === metric)
}
const members = (picture: Picture | undefined) => figure(picture, 'headline', 'MEM01')?.value

async function report(complete: number, at = now()): Promise<void> {
  await test.warehouse.app.insert({
    table: 'ops.sys_feed',
    format: 'JSONEachRow',
    values: ['org', 'member', 'dues_bill', 'dues_payment', 'activity', 'signup', 'checkin'].map(log => ({
      at: formatInstant(at),
      process: '1',
      log,
      complete_at: formatInstant(complete),
      lag: 0,
      applied: 10,
    })),
  })
}

/** What changes with the chains, with the nightly jobs, and with the alerts. */
const isHeads = (route: string) =>
  ['api: live heads', 'api: live marts', 'api: live alert head'].includes(route)

describe('the picture', () => {
  it('fills every panel and adds up, with owners that no tree holds', async () => {
    const { picture } = await watching()
    expect(picture).toMatchObject({
      scene: 'overview',
      day: '2026-11-21',
      parents: [],
      org: { id: 'root', level: 'province', regionCode: '440000' },
    })
    expect(picture.children.map(child => child.id)).toEqual(['10', '20'])
    expect(Object.values(picture.panels).map(panel => panel.failure)).toEqual(Array(11).fill(null))
    expect(members(picture)).toBe(3)
    expect(figure(picture, 'members_map', 'MEM01')).toMatchObject({ span: 'now', value: 3 })
    expect(figure(picture, 'members_map', 'MEM01')?.rows).toEqual([
      { org: '10', name: '组10', regionCode: '440100', value: 2, state: 'value' },
      { org: '20', name: '组20', regionCode: '440200', value: 0, state: 'value' },
      { org: '', name: '未归属', regionCode: '', value: 1, state: 'value' },
    ])
    const joins = figure(picture, 'joins_trend', 'MEM07')
    expect(joins?.points).toHaveLength(12)
    expect(joins?.points.find(point => point.bucket === '2026-05')).toMatchObject({
      bucket: '2026-05',
      value: 3,
    })
    expect(figure(picture, 'members_trend', 'MEM01')?.points.map(point => point.value)).toEqual([
      null,
      null,
      null,
      null,
      null,
      3,
      3,
      3,
      3,
      3,
      3,
      3,
    ])
    expect(figure(picture, 'dues', 'DUE04')?.value).toBeNull()
    expect(figure(picture, 'headline', 'ORG08')?.value).toBe(2)
    // a ratio that rests on fewer than five persons is hidden
    expect(figure(picture, 'headline', 'MEM12')?.value).toBeNull()
  })

  it.each([...SCENES.keys()])('of the scene %s is read whole, for the province and for a city', async id => {
    const each = await viewer(server.url)
    viewers.push(each)
    for (const org of ['root', '10']) {
      const answer = await each.subscribe(org, id)
      if (!answer.ok) throw new Error(answer.error)
      const { panels } = answer.picture
      const unread = Object.entries(panels).filter(
        ([, { failure, content, notTold }]) => failure || (!content && !notTold),
      )
      expect(unread).toEqual([])
      expect(pictureSchema.parse(answer.picture)).toEqual(answer.picture)
    }
  })

  it('of another scene holds the panels of that one, and its viewer is told first what it is made of', async () => {
    const each = await viewer(server.url)
    viewers.push(each)
    const answer = await each.subscribe('10', 'dues')
    if (!answer.ok) throw new Error(answer.error)
    const { picture } = answer
    expect(each.scenes).toMatchObject([{ id: 'dues', title: '团费', panels: { rate_map: { view: 'map' } } }])
    expect(Object.keys(picture.panels)).toEqual(Object.keys(each.scenes[0]?.panels ?? {}))
    expect(picture.scene).toBe('dues')
    expect(figure(picture, 'collected', 'DUE01')).toMatchObject({ title: '当月应交团费', state: 'no_data' })
    expect(figure(picture, 'rate_ranking', 'DUE04')?.rows.map(row => row.org)).toEqual(
      picture.children.map(child => child.id),
    )
    expect(picture.panels.arrears).toMatchObject({
      every: 86_400_000,
      failure: null,
      content: { of: { metric: 'DUE07', state: 'not_computed' } },
    })
    expect((await each.subscribe('20', 'dues')).ok).toBe(true)
    expect(each.scenes).toHaveLength(1)
  })

  it('of a scene that is not there is refused with the names of those that are', async () => {
    const each = await viewer(server.url)
    viewers.push(each)
    expect(await each.subscribe('root', 'none')).toEqual({
      ok: false,
      error:
        '没有名为“none”的画面，可选：activities（活动与服务）、dues（团费）、moves（发展与流动）、organisations（组织建设）、overview（总览）、progress（推进与预警）、protection（权益与队伍）、study（学习与教育）',
    })
    expect(each.scenes).toEqual([])
  })

  it('goes down the tree and names the way back', async () => {
    const { picture } = await watching('11')
    expect(picture.parents.map(parent => parent.id)).toEqual(['root', '10'])
    expect(picture.org).toMatchObject({ id: '11', level: 'county', regionCode: '440103' })
    expect(members(picture)).toBe(1)
  })

  it('tells what has just happened without persons, the same kind and county together', async () => {
    const payment = {
      org_id: 111,
      day: '2026-11-21',
      paid_on: '2026-11-21',
      bill_month: '2026-11-01',
      channel: 'cash',
      changed_at: formatInstant(now() - 1000),
    }
    await sign(test.warehouse, 'dues_payment', [
      { ...payment, amount_fen: 1000 },
      { ...payment, amount_fen: 205 },
    ])
    // its picture is kept from before, and follows
    const { viewer: one, picture } = await watching()
    await vi.waitFor(
      () =>
        expect(eventsIn(one.pictures.at(-1) ?? picture)).toMatchObject([
          { kind: 'payment', text: '省直属某团支部 收到团费 12.05 元' },
        ]),
      5_000,
    )
    const { picture: elsewhere } = await watching('20')
    expect(eventsIn(elsewhere)).toEqual([])
  })
})

describe('the push', () => {
  it('asks once for two viewers, and numbers what it sends', async () => {
    const [first, second] = await Promise.all([watching('10'), watching('10')])
    await vi.waitFor(() => expect(server.asked.filter(isHeads).length).toBeGreaterThan(0))
    server.forget()
    await sign(test.warehouse, 'signup', [
      { org_id: 111, day: '2026-11-21', submitted_on: '2026-11-21', status: 'submitted' },
    ])
    const signups = (picture: Picture | undefined) => figure(picture, 'activities', 'ACT03')?.value
    const before = signups(first.picture) ?? 0
    await vi.waitFor(
      () =>
        expect([first, second].map(each => signups(each.viewer.pictures.at(-1)))).toEqual([
          before + 1,
          before + 1,
        ]),
      5_000,
    )
    expect(first.viewer.pictures.at(-1)?.sequence).toBe(first.picture.sequence + 1)
    expect(second.viewer.pictures.at(-1)?.sequence).toBe(first.picture.sequence + 1)
    // the panel of the sign-ups: one query for each of its logs
    expect(server.asked.filter(route => route === 'query builder: scene overview')).toHaveLength(3)
  })

  it('asks an idle warehouse only for its heads', async () => {
    await watching('10')
    server.forget()
    await vi.waitFor(() => expect(server.asked.length).toBeGreaterThanOrEqual(4), 5_000)
    expect(server.asked.filter(route => !isHeads(route))).toEqual([])
  })

  it('asks nothing when nobody looks', async () => {
    const { viewer: one } = await watching('10')
    one.close()
    // connected, so that it hears the beat of the server, but looking at nothing
    const onlooker = await viewer(server.url)
    viewers.push(onlooker)
    const beats = (n: number) =>
      vi.waitFor(() => expect(onlooker.statuses.length).toBeGreaterThanOrEqual(n), 10_000)
    // the tick under way when the last viewer left may still end
    await beats(1)
    server.forget()
    await beats(3)
    expect(server.asked).toEqual([])
  })

  it('grows its as-of with the ingest, without asking for figures', async () => {
    await report(now() - 60_000)
    const { viewer: one } = await watching('20')
    server.forget()
    const complete = Math.floor(now())
    await report(complete, complete + 1)
    await vi.waitFor(() => expect(one.pictures.at(-1)?.asOf).toBe(complete), 10_000)
    expect(one.statuses.at(-1)?.feed).toBe('live')
    expect(server.asked.filter(route => !isHeads(route))).toEqual([])
  })

  it('turns the day at midnight without being touched', async () => {
    const { viewer: one, picture } = await watching('10')
    expect(gainedToday(picture)).toBe(0)
    await sign(test.warehouse, 'member', [member(111, '2026-11-22')])
    clock = NOON + 12 * 3_600_000
    await vi.waitFor(() => expect(one.pictures.at(-1)).toMatchObject({ day: '2026-11-22' }), 5_000)
    await vi.waitFor(() => expect(gainedToday(one.pictures.at(-1))).toBe(1), 5_000)
    await vi.waitFor(() => expect(one.statuses.at(-1)?.day).toBe('2026-11-22'), 5_000)
  })

  it('says that the feed is lost when the ingest falls silent', async () => {
    await report(now(), now())
    const { viewer: one } = await watching('10')
    clock = NOON + 3_600_000
    await vi.waitFor(() => expect(one.statuses.at(-1)?.feed).toBe('lost'), 10_000)
  })

  it('moves a viewer from one picture to another', async () => {
    const { viewer: one } = await watching('10')
    const answer = await one.subscribe('20')
    expect(answer).toMatchObject({ ok: true, picture: { org: { id: '20' } } })
    one.pictures.length = 0
    await sign(test.warehouse, 'checkin', [
      { org_id: 21, day: '2026-11-21', checked_on: '2026-11-21', method: 'qr' },
    ])
    await vi.waitFor(() => expect(one.pictures.length).toBeGreaterThan(0), 5_000)
    expect(new Set(one.pictures.map(picture => picture.org.id))).toEqual(new Set(['20']))
  })

  it('works over polling', async () => {
    const one = await viewer(server.url, ['polling'])
    viewers.push(one)
    expect(await one.subscribe('root')).toMatchObject({ ok: true })
  })
})

describe('who may connect', () => {
  it('refuses a page of another site', async () => {
    for (const [origin, status] of [
      ['http://evil.example', 403],
      [server.url, 200],
      [undefined, 200],
    ] as const) {
      const headers: Record<string, string> = origin ? { origin } : {}
      const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers })
      expect(response.status).toBe(status)
    }
  })

  it('answers a wrong subscription with a reason and lives on', async () => {
    const one = await viewer(server.url)
    viewers.push(one)
    for (const payload of [
      undefined,
      null,
      7,
      'overview',
      {},
      { scene: 'x', org: 'root' },
      { scene: 'overview', org: '../1' },
      { scene: 'overview', org: 10 },
    ])
      expect(await one.socket.timeout(5_000).emitWithAck('subscribe', payload)).toMatchObject({ ok: false })
    expect(await one.subscribe('77')).toEqual({ ok: false, error: '没有这个组织，或它不在您的数据范围内' })
    one.socket.emit('subscribe')
    one.socket.emit('subscribe', { scene: 'overview', org: 'root' }, 'no function')
    expect(await one.subscribe('10')).toMatchObject({ ok: true })
  })

  it('cuts off who sends more than a subscription needs', async () => {
    const one = await viewer(server.url)
    viewers.push(one)
    one.socket.emit('subscribe', { scene: 'overview', org: 'x'.repeat(10_000) })
    await vi.waitFor(() => expect(one.socket.connected).toBe(false), 5_000)
  })
})
