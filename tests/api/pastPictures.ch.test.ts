import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SCENES } from '../../warehouse/catalogue/scenes.ts'
import { figuresIn, type Picture, type SubscribeAnswer } from '../../warehouse/contract/picture.ts'
import { formatDay, startOfDay } from '../../warehouse/platform/time/day.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, type TestViewer, testServer, viewer } from './server.ts'

const NOON = startOfDay(TODAY) + 12 * 3_600_000
let test: TestWarehouse
let server: TestServer
const viewers: TestViewer[] = []

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    ...Array.from({ length: 7 }, () => member(111, '2026-05-01')),
    ...Array.from({ length: 6 }, () => member(121, '2026-08-01')),
  ])
  server = await testServer(test, { now: () => NOON })
})
afterEach(() => {
  for (const each of viewers.splice(0)) each.close()
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

async function look(
  day: string,
  {
    org = 'root',
    scene = 'overview',
    headers = {},
  }: { org?: string; scene?: string; headers?: Record<string, string> } = {},
): Promise<SubscribeAnswer> {
  const each = await viewer(server.url, ['websocket'], headers)
  viewers.push(each)
  return each.socket.timeout(20_000).emitWithAck('past', { scene, org, day })
}

async function seen(...asked: Parameters<typeof look>): Promise<Picture> {
  const answer = await look(...asked)
  if (!answer.ok) throw new Error(answer.error)
  return answer.picture
}

const members = (picture: Picture) =>
  figuresIn(picture.panels.headline?.content ?? null).find(({ metric }) => metric === 'MEM01')?.value

/** Questions to the logs for pictures of past days. */
const asked = () => server.asked.filter(route => route.includes('past'))

describe('a picture of a past day', () => {
  it('holds the figures of its end, and what cannot be told of it says so', async () => {
    expect(members(await seen('2026-04-30'))).toBeNull()
    expect(members(await seen('2026-05-01'))).toBe(7)
    const picture = await seen('2026-11-20')
    expect(members(picture)).toBe(13)
    expect(picture).toMatchObject({
      day: '2026-11-20',
      asOf: startOfDay(TODAY) - 1,
      org: { id: 'root' },
      alerts: null,
    })
    const panels = Object.entries(SCENES.get('overview')?.panels ?? {})
    const [ticker] = panels.flatMap(([id, { view }]) => (view === 'ticker' ? [id] : []))
    expect(picture.panels[ticker ?? '']).toMatchObject({
      content: null,
      notTold: '此刻不可回看：只记录当前状态',
    })
  })

  it('is asked for once, however many look and however often', async () => {
    server.forget()
    await Promise.all(Array.from({ length: 8 }, () => seen('2026-03-03')))
    const once = asked().length
    expect(once).toBeGreaterThan(0)
    await seen('2026-03-03')
    expect(asked().length).toBe(once)
  })

  it.each([...SCENES.keys()])('can be made of the scene %s without a failure', async scene => {
    const { panels } = await seen('2026-10-31', { scene })
    expect(Object.values(panels).filter(({ content, notTold }) => !content && !notTold)).toEqual([])
  })

  it.each([
    [formatDay(TODAY), '只能回看今天以前的日期'],
    ['2099-01-01', '只能回看今天以前的日期'],
    ['2026-02-31', '回看请求无效：需要画面名称、组织编号和日期'],
    ['yesterday', '回看请求无效：需要画面名称、组织编号和日期'],
  ])('of %s is refused in words', async (day, words) => {
    expect(await look(day)).toEqual({ ok: false, error: words })
  })

  it('is no way around the scope: foreign and unknown organisations are answered alike', async () => {
    const headers = await signedIn(server, { role: 'committee', org: '11' })
    const day = formatDay(at('2026-05-02'))
    expect(members(await seen(day, { headers }))).toBe(7)
    const unknown = await look(day, { headers, org: '77' })
    expect(unknown.ok).toBe(false)
    for (const org of ['10', '12', '121', '20', '1'])
      expect(await look(day, { headers, org })).toEqual(unknown)
  })
})

describe('what walls have shown', () => {
  const record = async (org: string, headers: Record<string, string> = {}): Promise<SubscribeAnswer> => {
    const each = await viewer(server.url, ['websocket'], headers)
    viewers.push(each)
    return each.socket.timeout(20_000).emitWithAck('record', { scene: 'dues', org, at: NOON })
  }

  it('is played from what was kept, by who may see it, and by nobody else', async () => {
    expect(await record('20')).toEqual({ ok: false, error: '近 24 小时没有这个画面的记录' })
    const each = await viewer(server.url)
    viewers.push(each)
    const shown = await each.subscribe('20', 'dues')
    if (!shown.ok) throw new Error(shown.error)
    const kept = await record('20')
    expect(kept).toMatchObject({ ok: true, picture: { scene: 'dues', org: { id: '20' }, builtAt: NOON } })
    const headers = await signedIn(server, { role: 'committee', org: '10' })
    expect((await record('20', headers)).ok).toBe(false)
  })
})
