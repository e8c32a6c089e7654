import fs from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { setEnabled } from '../../warehouse/control/accounts/accounts.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign } from '../warehouse/query/world.ts'
import {
  ABOUT_NO_ORG,
  ABOUT_ONE_THING,
  ADMIN_ACCESS,
  closedRoutesOf,
  PROBED_TARGETS,
  PROBES,
  WHOLE_ACCESS,
} from './probes.ts'
import { signedIn, type TestServer, type TestViewer, testServer, viewer } from './server.ts'

const page = temporaryDir()
let test: TestWarehouse
/** Nobody sees anything without signing in. */
let server: TestServer
const viewers: TestViewer[] = []
type Headers = Record<string, string>

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    ...Array.from({ length: 7 }, () => member(111, '2026-05-01')),
    ...Array.from({ length: 6 }, () => member(21, '2026-05-01')),
  ])
  fs.mkdirSync(path.join(page.dir, 'portal'), { recursive: true })
  fs.writeFileSync(path.join(page.dir, 'index.html'), 'the wall')
  fs.writeFileSync(path.join(page.dir, 'portal', 'index.html'), 'the portal')
  fs.writeFileSync(path.join(page.dir, 'portal', 'icon.svg'), '<svg/>')
  server = await testServer(test, {
    config: { WALL_OPEN: false, TARGETS: PROBED_TARGETS },
    page: page.dir,
  })
})
afterEach(() => {
  for (const each of viewers.splice(0)) each.close()
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
  page.remove()
})

async function ask(url: string, headers: Headers = {}, method = 'GET', body?: unknown) {
  const response = await fetch(`${server.url}${url}`, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const body_: ReturnType<typeof JSON.parse> = text.startsWith('{') ? JSON.parse(text) : undefined
  return { status: response.status, headers: response.headers, text, body: body_ }
}

const closedRoutes = () => closedRoutesOf(server)

describe('every route', () => {
  it('is known to this test', () => {
    expect(
      closedRoutes()
        .map(([route]) => route)
        .sort(),
    ).toEqual(Object.keys(PROBES).sort())
    const open = [...server.app.routeAccess].filter(
      ([route, access]) => access === 'public' && !route.startsWith('HEAD'),
    )
    expect(open.map(([route]) => route).sort()).toEqual([
      'DELETE /api/session',
      'GET /',
      'GET /*',
      'GET /api/health',
      'GET /api/pairing',
      'GET /api/ready',
      'GET /api/session',
      'GET /reports',
      'GET /reports/*',
      'POST /api/pairing',
      'POST /api/session',
    ])
  })

  it('asks nobody in who has not signed in, also by HEAD', async () => {
    for (const [route] of [...closedRoutes(), ['GET /api/docs/'], ['GET /api/docs/json']] as const) {
      const [method = ''] = route.split(' ')
      const url = PROBES[route]?.('10') ?? route.split(' ')[1] ?? ''
      const { status, body } = await ask(url, {}, method)
      expect([route, status, body?.error]).toEqual([
        route,
        401,
        { code: 'unauthenticated', message: '请先登录', requestId: expect.any(String) },
      ])
      if (method === 'GET') expect((await ask(url, {}, 'HEAD')).status).toBe(401)
    }
  })

  it('shows nothing of a foreign subtree, and answers for a foreign organisation as for one that there is not', async () => {
    const tree: [own: string, foreign: string[]][] = [
      ['10', ['20', '21', '1', '0', '77']],
      ['11', ['12', '121', '10', '1', '20']],
      ['21', ['20', '10', '111', '1']],
      ['111', ['112', '11', '1', '21']],
    ]
    for (const [own, foreign] of tree) {
      const headers = await signedIn(server, { role: 'admin', org: own })
      for (const [route, access] of closedRoutes()) {
        const probe = PROBES[route]
        if (WHOLE_ACCESS.has(access)) {
          const { status, body } = await ask(probe?.(own) ?? '', headers, route.split(' ')[0])
          expect([route, status, body.error.message]).toEqual([route, 403, '需要全省管理员权限'])
          continue
        }
        if (!probe || !route.startsWith('GET') || ABOUT_ONE_THING.includes(route)) continue
        for (const org of foreign) {
          const { status, body, text } = await ask(probe(org), headers)
          if (ABOUT_NO_ORG.includes(route)) expect([route, status]).toEqual([route, 200])
          else
            expect([route, own, org, status, body]).toEqual([
              route,
              own,
              org,
              404,
              {
                error: {
                  code: 'not_found',
                  message: '没有这个组织，或它不在您的数据范围内',
                  requestId: expect.any(String),
                },
              },
            ])
          // names of the neighbours stand in no answer (below its own organisation names begin alike)
          if (!org.startsWith(own)) expect(text).not.toMatch(new RegExp(`组织${org}(?!\\d)`))
        }
        expect([route, (await ask(probe(own), headers)).status]).toEqual([route, 200])
      }
    }
  })

  it('means by root the top of what its reader may see', async () => {
    const headers = await signedIn(server, { role: 'committee', org: '11' })
    const metric = (await ask('/api/metrics/MEM01', headers)).body
    expect(metric.cells).toMatchObject([{ org: '11', name: '组11', value: 7 }])
    const scene = (await ask('/api/scenes/overview', headers)).body
    expect([scene.org.id, scene.parents]).toEqual(['11', []])
    const { org, parents } = (await ask('/api/orgs/root', headers)).body
    expect([org.id, parents]).toEqual(['11', []])
    expect((await ask('/api/metrics/MEM01', headers)).headers.get('cache-control')).toBe('no-store')
  })

  it('is closed to the wrong role', async () => {
    for (const role of ['department', 'committee'] as const) {
      const headers = await signedIn(server, { role, org: '10' })
      for (const [route, access] of closedRoutes()) {
        if (!ADMIN_ACCESS.has(access)) continue
        const [method = ''] = route.split(' ')
        const { status, body } = await ask(PROBES[route]?.('10') ?? '', headers, method)
        const whole = WHOLE_ACCESS.has(access) ? '全省' : ''
        expect([route, status, body.error.message]).toEqual([route, 403, `需要${whole}管理员权限`])
      }
      expect((await ask('/api/docs/json', headers)).status).toBe(200)
    }
  })

  it('must say whom it is for, or the server does not start', async () => {
    const app = await createApp({ config: test.config, warehouse: test.warehouse, log: createLog('test') })
    app.get('/api/forgotten', () => 'open to all')
    await expect(app.ready()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/config\.access.*GET \/api\/forgotten/),
    })
    await app.close()
  })
})

describe('the audit', () => {
  it('is read page by page, newest first, and only about the own subtree', async () => {
    for (let i = 0; i < 5; i++)
      await audit(test.warehouse.app, createLog('test'), {
        // two of the same millisecond stand on both sides of a page's end
        at: Date.parse('2026-11-20T04:00:00Z') + Math.floor(i / 2),
        login: 'someone',
        action: 'export',
        org: i === 0 ? '20' : '111',
        detail: `file ${i}`,
        address: '10.0.0.1',
      })
    const headers = await signedIn(server, { role: 'admin', org: '10' })
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const url: string = `/api/audit?limit=1${next === '' ? '' : `&before=${next}`}`
      const { body } = await ask(url, headers)
      seen.push(...body.entries.map((entry: { detail: string }) => entry.detail))
      next = body.next
    }
    expect([...seen].sort()).toEqual(['file 1', 'file 2', 'file 3', 'file 4'])
    expect(seen[0]).toBe('file 4')
    expect(seen[3]).toBe('file 1')
    expect((await ask('/api/audit?before=x', headers)).status).toBe(400)
  })

  it('does not fail what it cannot write down, but says so', async () => {
    const lines: string[] = []
    const log = createLog('test').child({})
    log.error = (given: unknown) => lines.push(JSON.stringify(given))
    const entry = { at: 0, login: 'x', action: 'download', org: '', detail: 'file 9', address: '' } as const
    await test.warehouse.app.command({ query: 'rename table ops.sys_audit to ops.hidden' })
    try {
      await audit(test.warehouse.app, log, entry)
    } finally {
      await test.warehouse.app.command({ query: 'rename table ops.hidden to ops.sys_audit' })
    }
    expect(lines).toEqual([expect.stringContaining('file 9')])
  })
})

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
    const open = await testServer(test, { page: page.dir })
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
