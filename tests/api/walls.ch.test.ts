import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { WallAnswer, WallCommand, WallInfo, WallList } from '../../api/contract.ts'
import { NO_ORDER } from '../../warehouse/contract/wallOrder.ts'
import { readAudit } from '../../warehouse/control/accounts/audit.ts'
import { revokeKiosk } from '../../warehouse/control/accounts/kiosks.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { plantOrgs, plantTree } from '../warehouse/query/world.ts'
import { closedRoutesOf, PROBES } from './probes.ts'
import { signedIn, type TestServer, testServer } from './server.ts'
import { newWall, openWall, type TestWall } from './wall.ts'

type Headers = { cookie: string }

let test: TestWarehouse
let server: TestServer
let admin: Headers
const walls: TestWall[] = []

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  server = await testServer(test, { config: { WALL_OPEN: false } })
  admin = await signedIn(server, { role: 'admin', org: 'root' })
})
afterEach(() => {
  for (const { socket } of walls.splice(0)) socket.disconnect()
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

async function ask(url: string, headers: Headers, body?: unknown) {
  const response = await fetch(`${server.url}${url}`, {
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  const answer: ReturnType<typeof JSON.parse> = await response.json()
  return { status: response.status, body: answer }
}
const order = (id: string, command: WallCommand | object, headers = admin) =>
  ask(`/api/walls/${id}/orders`, headers, command)

async function ordered(id: string, command: WallCommand): Promise<WallAnswer> {
  const { status, body } = await order(id, command)
  expect([command, status, body.error?.message]).toEqual([command, 200, undefined])
  return body
}

async function listed(id: string, headers = admin): Promise<WallInfo | undefined> {
  const { body }: { body: WallList } = await ask('/api/walls', headers)
  return body.walls.find(each => each.id === id)
}

async function hang(org = '10', isDeaf = false): Promise<TestWall> {
  const wall = await openWall(server.url, await newWall(server, org), isDeaf)
  walls.push(wall)
  return wall
}

/** The wall obeys an order of this number. */
async function obeys({ orders }: TestWall, seq: number): Promise<void> {
  await expect.poll(() => orders.at(-1)?.seq).toBe(seq)
}

describe('a wall', () => {
  it('is told its order as it connects, obeys each command, and the page hears within a second that it does', async () => {
    const wall = await hang()
    await obeys(wall, 0)
    const { delivery, wall: info } = await ordered(wall.kiosk.id, { do: 'scene', scene: 'dues' })
    expect(delivery).toEqual({ screens: 1, obeyed: 1 })
    expect(wall.orders.at(-1)).toEqual({ seq: 1, order: { ...NO_ORDER, scene: 'dues' } })
    expect(info).toMatchObject({ seq: 1, name: '大屏 10', orgName: '组10', order: { scene: 'dues' } })
  })

  it('that is gone or does not answer is said to be so, and obeys what was ordered meanwhile when it is back', async () => {
    const deaf = await hang('10', true)
    await obeys(deaf, 0)
    expect((await ordered(deaf.kiosk.id, { do: 'freeze' })).delivery).toEqual({ screens: 1, obeyed: 0 })
    const gone = await newWall(server, '10')
    expect((await ordered(gone.kiosk.id, { do: 'title', title: '欢迎' })).delivery).toEqual({
      screens: 0,
      obeyed: 0,
    })
    const back = await openWall(server.url, gone)
    walls.push(back)
    await expect.poll(() => back.orders.at(-1)?.order.title).toBe('欢迎')
  })

  it('says what it shows; nonsense and hidden characters from it are not passed on', async () => {
    const wall = await hang()
    wall.tell({ scene: 'dues', mark: '画面定格 09:41' })
    await expect.poll(async () => (await listed(wall.kiosk.id))?.screens[0]?.state?.scene).toBe('dues')
    wall.socket.emit('state', 'nonsense')
    wall.tell({ mark: 'a\u202Eb' })
    wall.tell({ scene: 'moves' })
    await expect.poll(async () => (await listed(wall.kiosk.id))?.screens[0]?.state?.scene).toBe('moves')
    expect((await listed(wall.kiosk.id))?.screens[0]?.state?.mark).toBe('')
    wall.socket.disconnect()
    await expect.poll(async () => (await listed(wall.kiosk.id))?.screens).toEqual([])
  })

  it('stays frozen over a restart of the server', async () => {
    const link = await newWall(server, '10')
    const first = await openWall(server.url, link)
    await ordered(link.kiosk.id, { do: 'freeze' })
    await obeys(first, 1)
    const special = first.orders.at(-1)?.order.special
    expect(special).toMatchObject({ kind: 'frozen' })
    await server.stop()
    server = await testServer(test, { config: { WALL_OPEN: false } })
    const again = await openWall(server.url, link)
    walls.push(again)
    await obeys(again, 1)
    expect(again.orders.at(-1)?.order.special).toEqual(special)
  })

  it('that has been revoked is not listed and cannot be controlled', async () => {
    const { kiosk } = await newWall(server, '10')
    await revokeKiosk(test.warehouse.app, kiosk.id, server.now())
    expect(await listed(kiosk.id)).toBeUndefined()
    expect((await order(kiosk.id, { do: 'freeze' })).status).toBe(404)
  })
})

describe('a command', () => {
  it('changes its own part of the order; another picture ends a freeze, and live ends what is special', async () => {
    const { kiosk } = await newWall(server, '10')
    const { id } = kiosk
    await ordered(id, { do: 'theme', theme: 'light' })
    await ordered(id, { do: 'pause' })
    await ordered(id, { do: 'freeze' })
    const { wall } = await ordered(id, { do: 'org', org: '11' })
    expect(wall.order).toEqual({ ...NO_ORDER, theme: 'light', isPaused: true, org: '11' })
    await ordered(id, { do: 'maintain' })
    const still = await ordered(id, { do: 'scene', scene: 'dues' })
    expect(still.wall.order.special).toMatchObject({ kind: 'maintenance' })
    expect((await ordered(id, { do: 'live' })).wall.order.special).toBeNull()
    expect((await ordered(id, { do: 'play' })).wall.order.isPaused).toBe(false)
  })

  it('is undone, and done again by undoing that; not when somebody else was faster', async () => {
    const { kiosk } = await newWall(server, '10')
    await ordered(kiosk.id, { do: 'title', title: '一' })
    const { wall } = await ordered(kiosk.id, { do: 'title', title: '二' })
    expect((await ordered(kiosk.id, { do: 'undo', seq: wall.seq })).wall.order.title).toBe('一')
    const late = await order(kiosk.id, { do: 'undo', seq: wall.seq })
    expect([late.status, late.body.error.message]).toEqual([409, '这面大屏刚被其他人改动，请看清后再撤销'])
    expect((await ordered(kiosk.id, { do: 'undo', seq: wall.seq + 1 })).wall.order.title).toBe('二')
  })

  it.each([
    [{ do: 'title', title: '一\u0000二' }, 400, '标题不能含有控制字符或不可见的字符'],
    [{ do: 'title', title: '\u202E转' }, 400, '标题不能含有控制字符或不可见的字符'],
    [{ do: 'title', title: '长'.repeat(41) }, 400, '标题最多 40 个字'],
    [{ do: 'theme', theme: 'pink' }, 400, '主题只能为 dark、league-red、light'],
    [{ do: 'dance' }, 400, '没有这个命令'],
    [{ do: 'scene', scene: 'nowhere' }, 404, /没有名为“nowhere”的画面/],
  ])('%j is refused in words', async (command, status, words) => {
    const { kiosk } = await newWall(server, '10')
    const answer = await order(kiosk.id, command)
    expect(answer.status).toBe(status)
    expect(answer.body.error.message).toMatch(words)
    expect((await listed(kiosk.id))?.seq).toBe(0)
  })

  it('stands in the audit: who, which wall, what', async () => {
    const headers = await signedIn(server, { role: 'controller', org: '20', login: 'hall-20' })
    const { kiosk } = await newWall(server, '20', '二楼')
    expect((await order(kiosk.id, { do: 'scene', scene: 'dues' }, headers)).status).toBe(200)
    const [entry] = await readAudit(test.warehouse.app, { org: '20' }, { limit: 1 })
    expect(entry).toMatchObject({
      login: 'hall-20',
      action: 'wall_order',
      org: '20',
      detail: `${kiosk.id} 二楼: 画面 团费`,
    })
  })
})

describe('nobody', () => {
  const PLACES = ['10', '11', '12', '20', '21', '111'] as const
  const ABOVE: Readonly<Record<string, readonly string[]>> = {
    '10': ['10'],
    '11': ['10', '11'],
    '12': ['10', '12'],
    '20': ['20'],
    '21': ['20', '21'],
    '111': ['10', '11', '111'],
  }

  it('controls or sees a wall outside of the own subtree, or sends one outside of its own; foreign and unknown are answered alike', async () => {
    const links = new Map<string, string>()
    for (const org of PLACES) links.set(org, (await newWall(server, org)).kiosk.id)
    const accounts = new Map<string, Headers>()
    for (const role of ['controller', 'admin'] as const)
      for (const org of PLACES) accounts.set(`${role} ${org}`, await signedIn(server, { role, org }))
    const commands: ((org: string) => WallCommand)[] = [
      () => ({ do: 'freeze' }),
      () => ({ do: 'undo', seq: 1 }),
      () => ({ do: 'title', title: '来访' }),
      org => ({ do: 'org', org }),
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('controller', 'admin'),
        fc.constantFrom(...PLACES),
        fc.constantFrom(...PLACES),
        fc.constantFrom(...PLACES, '77'),
        fc.constantFrom(...commands),
        async (role, own, of, target, commandOf) => {
          const headers = accounts.get(`${role} ${own}`)
          const id = links.get(of)
          if (!headers || !id) throw new Error('the world is not planted')
          const command = commandOf(target)
          const mayControl = ABOVE[of]?.includes(own) ?? false
          expect((await listed(id, headers)) !== undefined).toBe(mayControl)
          const before = (await listed(id))?.seq
          const answer = await order(id, command, headers)
          if (!mayControl) {
            const unknown = await order('0badcafe', command, headers)
            const { code, message } = answer.body.error
            expect([answer.status, code, message]).toEqual([
              404,
              'not_found',
              '没有这面大屏，或它不在您的范围内',
            ])
            expect([unknown.status, unknown.body.error.code, unknown.body.error.message]).toEqual([
              404,
              code,
              message,
            ])
            expect((await listed(id))?.seq).toBe(before)
          } else if (command.do === 'org' && !(ABOVE[target] ?? []).includes(of)) {
            expect([answer.status, answer.body.error.message]).toEqual([
              404,
              '没有这个组织，或它不在您的数据范围内',
            ])
            expect((await listed(id))?.seq).toBe(before)
          } else if (command.do !== 'undo') expect(answer.status).toBe(200)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('but controllers and administrators controls a wall, and a controller may do nothing else', async () => {
    const { kiosk } = await newWall(server, '10')
    for (const role of ['department', 'committee'] as const) {
      const headers = await signedIn(server, { role, org: '10' })
      expect((await order(kiosk.id, { do: 'freeze' }, headers)).body.error).toMatchObject({
        code: 'forbidden',
        message: '需要控屏权限',
      })
    }
    const headers = await signedIn(server, { role: 'controller', org: '10' })
    for (const [route, access] of closedRoutesOf(server)) {
      if (['wall', 'own', 'control'].includes(access)) continue
      const response = await fetch(`${server.url}${PROBES[route]?.('10') ?? ''}`, {
        headers,
        method: route.split(' ')[0] ?? 'GET',
      })
      expect([route, response.status]).toEqual([route, 403])
    }
  })

  it('is controlled who signed in: an account that looks at the wall is told no orders', async () => {
    const { kiosk } = await newWall(server, '10')
    const headers = await signedIn(server, { role: 'admin', org: '10' })
    const viewer = await openWall(server.url, { kiosk, headers })
    walls.push(viewer)
    expect((await ordered(kiosk.id, { do: 'freeze' })).delivery.screens).toBe(0)
    expect(viewer.orders).toEqual([])
  })
})
