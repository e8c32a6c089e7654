import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Hub } from '../../api/live/hub.ts'
import type { Line } from '../../dashboard/parts/connection.ts'
import { connectLive } from '../../dashboard/parts/live.ts'
import { type FeedStatus, figuresIn, type Picture } from '../../warehouse/contract/picture.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, type TestViewer, testServer, viewer } from './server.ts'

const SCENE = 'query builder: scene overview'
const ROOT = { org: 'root' }
const KEPT_MS = 60_000

let test: TestWarehouse
/** Queries wait for it. */
let gate: Promise<void> | undefined
let server: TestServer
const closing: { close(): unknown }[] = []

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  server = await testServer(
    { ...test, warehouse: gated(test.warehouse) },
    { config: { WALL_MAX_SCREENS: 3 } },
  )
})
afterEach(() => {
  gate = undefined
  for (const each of closing.splice(0)) each.close()
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

/** The same warehouse; while the gate is closed its reader answers nothing. */
function gated(warehouse: Warehouse): Warehouse {
  const reader = new Proxy(warehouse.reader, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name, target)
      return async (params: Parameters<typeof target.query>[0]) => {
        await gate
        return target.query(params)
      }
    },
  })
  return { ...warehouse, reader }
}

function closeGate(): () => void {
  let open = () => {}
  gate = new Promise(resolve => {
    open = resolve
  })
  return () => {
    open()
    gate = undefined
  }
}

const scenesAsked = () => server.asked.filter(route => route === SCENE).length

async function look(headers: Record<string, string> = {}): Promise<TestViewer> {
  const each = await viewer(server.url, ['websocket'], headers)
  closing.push(each)
  return each
}

describe('a first picture that takes longer than anybody waits for a page', () => {
  it('is read once and shown when it is there', async () => {
    const open = closeGate()
    server.forget()
    const pictures: Picture[] = []
    const statuses = new Set<FeedStatus>()
    const wishes = vi.fn()
    closing.push(
      connectLive({
        url: server.url,
        scene: 'overview',
        org: '10',
        paint: run => run(),
        onScene: () => undefined,
        onPicture: picture => pictures.push(picture),
        onLine: ({ status, askedAt }: Line) => {
          if (status) statuses.add(status)
          if (askedAt) wishes(askedAt)
        },
        onRefusal: message => expect.unreachable(message),
        onSignedOut: () => expect.unreachable('signed out'),
      }),
    )
    // one comes every two seconds
    await vi.waitFor(() => expect(statuses.size).toBeGreaterThanOrEqual(5), { timeout: 20_000 })
    expect(pictures).toEqual([])
    open()
    await vi.waitFor(() => expect(pictures.at(-1)?.org.id).toBe('10'), { timeout: 10_000 })
    expect(new Set(wishes.mock.calls.flat()).size).toBe(1)
    const once = scenesAsked()
    server.forget()
    const other = await look()
    expect(await other.subscribe('20')).toMatchObject({ ok: true })
    // another organisation costs as many queries as the first did: nothing was read twice
    expect(scenesAsked()).toBe(once)
  })

  it('is there at once for a viewer that comes back after its line broke', async () => {
    const open = closeGate()
    server.forget()
    const first = await look()
    const lost = first.subscribe('11').catch(() => undefined)
    await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(0))
    first.close()
    await lost
    const second = await look()
    const answer = second.subscribe('11')
    open()
    expect(await answer).toMatchObject({ ok: true, picture: { org: { id: '11' } } })
    second.close()
    const once = scenesAsked()
    const third = await look()
    expect(await third.subscribe('11')).toMatchObject({ ok: true, picture: { sequence: 1 } })
    expect(scenesAsked()).toBe(once)
  })
})

describe('a picture that nobody looks at any more', () => {
  const hubOf = () =>
    new Hub({
      warehouse: server.warehouse,
      log: createLog('test').child({}, { level: 'silent' }),
      province: '440000',
      now: Date.now,
      completeAt: () => 0,
      targets: [],
      publish: () => undefined,
    })

  /** Lets time pass between two steps that wait for nothing. */
  function passing<T>(ms: number, step: () => T): T {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const result = step()
      vi.advanceTimersByTime(ms)
      return result
    } finally {
      vi.useRealTimers()
    }
  }

  it.each([
    [KEPT_MS - 1, true],
    [KEPT_MS, false],
  ])('%i ms after its last viewer is still there: %s', async (ms, isKept) => {
    const hub = hubOf()
    const watch = await hub.watch('overview', '20', ROOT)
    const picture = watch.picture()
    passing(ms, () => watch.leave())
    expect([hub.size, hub.viewers]).toEqual([0, 0])
    const again = await hub.watch('overview', '20', ROOT)
    expect(again.picture() === picture).toBe(isKept)
    again.leave()
    await hub.stop()
  })

  it('is brought up to date for one who comes back or only looks, and given as it was when that is slow', async () => {
    const hub = hubOf()
    const before = await hub.look('overview', '20', ROOT)
    await sign(test.warehouse, 'member', [member(21, '2026-05-01')])
    const members = (picture: Picture) =>
      figuresIn(picture.panels.headline?.content ?? null).find(each => each.metric === 'MEM01')
    expect(members(before)?.state).toBe('no_data')
    const open = closeGate()
    const slow = await hub.watch('overview', '20', ROOT)
    expect(slow.picture()).toBe(before)
    open()
    await vi.waitFor(() => expect(members(slow.picture())?.value).toBe(1), 5_000)
    slow.leave()
    expect(members(await hub.look('overview', '20', ROOT))?.value).toBe(1)
    await hub.stop()
  })
})

describe('the lines of one principal', () => {
  it('are as many as allowed, a further one is told why, and gets in when another has ended', async () => {
    const branch = await signedIn(server, { role: 'committee', org: '11' })
    const lines = await Promise.all([1, 2, 3].map(() => look(branch)))
    const refused = await look(branch).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      message: 'limited',
      data: { message: expect.stringContaining('3 面大屏') },
    })
    // others are not concerned
    await look(await signedIn(server, { role: 'committee', org: '11' }))
    lines[0]?.close()
    await vi.waitFor(() => look(branch), { timeout: 5_000 })
  })

  it('is cut off with a reason when it asks more than a hand can', async () => {
    const one = await look()
    const reasons: unknown[] = []
    one.socket.on('refused', reason => reasons.push(reason))
    for (let n = 0; n < 20_000; n++) one.socket.emit('subscribe', { scene: 'overview', org: '10' }, () => {})
    await vi.waitFor(() => expect(one.socket.connected).toBe(false), { timeout: 10_000 })
    expect(reasons).toEqual([{ message: '请求过于频繁，连接已断开' }])
  })
})
