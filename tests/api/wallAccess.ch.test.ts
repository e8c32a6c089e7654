import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { setEnabled } from '../../warehouse/control/accounts/accounts.ts'
import type { TestWarehouse } from '../support/warehouse.ts'
import { member, sign } from '../warehouse/query/world.ts'
import { type ClosedDesk, closedDesk } from './closedDesk.ts'
import { closedRoutesOf, PROBES } from './probes.ts'
import { signedIn, type TestServer, type TestViewer, testServer, viewer } from './server.ts'

const viewers: TestViewer[] = []
let desk: ClosedDesk
let test: TestWarehouse
/** Nobody sees anything without signing in. */
let server: TestServer
type Headers = Record<string, string>

beforeAll(async () => {
  desk = await closedDesk()
  ;({ test, server } = desk)
})
afterEach(() => {
  for (const each of viewers.splice(0)) each.close()
})
afterAll(() => desk?.stop())

const ask = (url: string, headers: Headers = {}, method = 'GET', body?: unknown) =>
  server.ask(url, { headers, method, body })
const closedRoutes = () => closedRoutesOf(server)

describe('the wall', () => {
  const see = async (headers: Headers, url = server.url) => {
    const each = await viewer(url, ['websocket'], headers)
    viewers.push(each)
    return each
  }

  it('leads whoever has not signed in to the sign-in, and back', async () => {
    const { status, headers } = await ask('/?org=10')
    expect([status, headers.get('location')]).toEqual([303, '/reports/sign-in?next=%2F%3Forg%3D10'])
    const signedInHeaders = await signedIn(server, { role: 'committee', org: '10' })
    expect(await ask('/', signedInHeaders)).toMatchObject({ status: 200, text: 'the wall' })
    for (const transport of ['websocket', 'polling'])
      await expect(viewer(server.url, [transport])).rejects.toThrow('unauthenticated')
  })

  it('shows an account its own subtree, and no other', async () => {
    const each = await see(await signedIn(server, { role: 'committee', org: '10' }))
    expect(await each.subscribe('root')).toMatchObject({
      ok: true,
      picture: { org: { id: '10' }, parents: [] },
    })
    expect(await each.subscribe('111')).toMatchObject({
      ok: true,
      picture: { parents: [{ id: '10' }, { id: '11' }] },
    })
    // also one that there is not
    for (const foreign of ['20', '21', '1', '77'])
      expect(await each.subscribe(foreign)).toEqual({
        ok: false,
        error: '没有这个组织，或它不在您的数据范围内',
      })
    await sign(test.warehouse, 'member', [member(21, '2026-05-01'), member(111, '2026-05-01')])
    await each.subscribe('root')
    await expect.poll(() => each.statuses.length).toBeGreaterThan(0)
    for (const { org } of each.pictures) expect(org.id).toMatch(/^1/)
  })

  it('goes dark for whom it is closed, and stays for the others', async () => {
    const session = await signedIn(server, { role: 'committee', org: '10', login: 'leaver' })
    const [leaving, out, staying] = await Promise.all([
      see(session),
      see(await signedIn(server, { role: 'committee', org: '10', login: 'disabled' })),
      see(await signedIn(server, { role: 'committee', org: '20' })),
    ])
    await ask('/api/session', session, 'DELETE')
    await setEnabled(test.warehouse.app, 'disabled', false, Date.now())
    await expect
      .poll(() => [leaving.socket.connected, out.socket.connected], { timeout: 10_000 })
      .toEqual([false, false])
    expect(staying.socket.connected).toBe(true)
    await expect(see(session)).rejects.toThrow('unauthenticated')
  })

  it('is opened by a link until that is revoked, and nothing else is', async () => {
    const admin = await signedIn(server, { role: 'admin', org: 'root' })
    const made = (await ask('/api/kiosks', admin, 'POST', { name: '一楼大厅', org: '20' })).body
    expect(made.kiosk).toMatchObject({ name: '一楼大厅', org: '20', orgName: '组20', isRevoked: false })
    expect(made.link).toMatch(new RegExp(`^${server.url}/\\?kiosk=[\\w-]{43}$`))

    const opened = await ask(`${made.link.slice(server.url.length)}&org=21`)
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/?org=21'])
    const set = opened.headers.get('set-cookie') ?? ''
    expect(set).toMatch(/^tuanshu_kiosk=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/)
    const screen = { cookie: set.split(';')[0] ?? '' }
    const reloaded = await ask('/?org=21', screen)
    expect([reloaded.text, reloaded.headers.get('set-cookie')]).toEqual(['the wall', set])

    const each = await see(screen)
    expect(await each.subscribe('root')).toMatchObject({ ok: true, picture: { org: { id: '20' } } })
    expect(await each.subscribe('10')).toMatchObject({ ok: false })
    for (const [route, access] of closedRoutes()) {
      const [method = ''] = route.split(' ')
      const { status } = await ask(PROBES[route]?.('20') ?? '', screen, method)
      expect([route, status]).toEqual([route, access === 'wall' ? 200 : 401])
    }
    expect((await ask('/api/session', screen)).body.account).toBeNull()

    const ofScene = await ask('/api/kiosks', admin, 'POST', { name: '二楼', org: '20', scene: 'dues' })
    expect(ofScene.body.link).toMatch(/\?kiosk=[\w-]{43}&scene=dues$/)
    const shown = await ask(ofScene.body.link.slice(server.url.length))
    expect([shown.status, shown.headers.get('location')]).toEqual([303, '/?scene=dues'])
    const unknown = await ask('/api/kiosks', admin, 'POST', { name: '三楼', org: '20', scene: 'none' })
    expect([unknown.status, unknown.body.error.message]).toEqual([
      404,
      expect.stringContaining('没有名为“none”的画面，可选：'),
    ])

    // another city's administrator neither sees nor closes it, nor makes one for a foreign city
    const other = await signedIn(server, { role: 'admin', org: '10' })
    expect((await ask('/api/kiosks', other)).body.kiosks).toEqual([])
    expect((await ask(`/api/kiosks/${made.kiosk.id}`, other, 'DELETE')).status).toBe(404)
    expect((await ask('/api/kiosks', other, 'POST', { name: 'x', org: '20' })).status).toBe(404)
    expect((await ask('/api/kiosks', other, 'POST', { name: 'own' })).body.kiosk.org).toBe('10')

    const revoked = await ask(`/api/kiosks/${made.kiosk.id}`, admin, 'DELETE')
    expect(revoked.body).toMatchObject({ id: made.kiosk.id, isRevoked: true })
    await expect.poll(() => each.socket.connected, { timeout: 10_000 }).toBe(false)
    await expect.poll(async () => (await ask('/', screen)).status, { timeout: 5_000 }).toBe(303)
    const late = await ask(made.link.slice(server.url.length))
    expect([late.status, late.text]).toEqual([403, expect.stringContaining('已被撤销')])
    const trail = (await ask('/api/audit?limit=500', admin)).body.entries
    expect(
      trail.flatMap((entry: { action: string; login: string; org: string; detail: string }) =>
        entry.detail.endsWith('一楼大厅') ? [`${entry.action} ${entry.org}`] : [],
      ),
    ).toEqual(['kiosk_revoke 20', 'kiosk_open 20', 'kiosk_add 20'])
  })

  it('takes no link whose name could steer a terminal or the direction of a page', async () => {
    const admin = await signedIn(server, { role: 'admin', org: '10' })
    for (const name of [
      '\u001b[2J',
      'hall\nffffffff\tfake',
      'a\u009bb',
      '\u202eegap',
      'a\u200bb',
      'a\u2028b',
    ]) {
      const { status, body } = await ask('/api/kiosks', admin, 'POST', { name })
      expect([name, status, body.error.message]).toEqual([name, 400, 'name：不能含有控制字符或不可见的字符'])
    }
  })

  it('makes links under the address that users come by, where that is set', async () => {
    const known = await testServer(test, {
      config: { PUBLIC_URL: 'https://tuanshu.example.gov.cn/reports/' },
    })
    try {
      const admin = await signedIn(known, { role: 'admin', org: '10' })
      const response = await fetch(`${known.url}/api/kiosks`, {
        method: 'POST',
        headers: { ...admin, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'hall' }),
      })
      const { link }: ReturnType<typeof JSON.parse> = await response.json()
      expect(link).toMatch(/^https:\/\/tuanshu\.example\.gov\.cn\/\?kiosk=/)
    } finally {
      await known.stop()
    }
  })

  it('is open on this machine where that is wished, under its own name only', async () => {
    const open = await testServer(test, { page: desk.page })
    try {
      const address = open.url.replace('http://127.0.0.1', '')
      const inject = (host: string, url: string) => open.app.inject({ url, headers: { host } })
      for (const host of [`127.0.0.1${address}`, `localhost${address}`, '[::1]:8080']) {
        expect((await inject(host, '/')).body).toBe('the wall')
        expect((await inject(host, '/api/scenes/overview')).statusCode).toBe(200)
        expect((await inject(host, '/api/metrics')).statusCode).toBe(401)
      }
      // a foreign name that was made to point here
      expect((await inject('evil.example', '/')).statusCode).toBe(303)
      expect((await inject('evil.example', '/api/scenes/overview')).statusCode).toBe(401)
      const each = await see({}, open.url)
      expect(await each.subscribe('root')).toMatchObject({ ok: true, picture: { org: { id: 'root' } } })
    } finally {
      await open.stop()
    }
  })
})

describe('the portal', () => {
  it('finds its start file from every address that is no file', async () => {
    expect((await ask('/reports')).headers.get('location')).toBe('/reports/')
    for (const url of [
      '/reports/',
      '/reports/sign-in?next=/',
      '/reports/r/member_growth',
      '/reports/..%2f..%2fx',
    ])
      expect([url, (await ask(url)).text]).toEqual([url, 'the portal'])
    expect((await ask('/reports/icon.svg')).text).toBe('<svg/>')
    expect((await ask('/reports', {}, 'POST')).status).toBe(404)
  })
})
