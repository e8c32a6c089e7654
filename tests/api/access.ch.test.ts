import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import type { TestWarehouse } from '../support/warehouse.ts'
import { type ClosedDesk, closedDesk } from './closedDesk.ts'
import {
  ABOUT_NO_ORG,
  ABOUT_ONE_THING,
  ADMIN_ACCESS,
  closedRoutesOf,
  PROBES,
  WHOLE_ACCESS,
} from './probes.ts'
import { signedIn, type TestServer } from './server.ts'

let desk: ClosedDesk
let test: TestWarehouse
/** Nobody sees anything without signing in. */
let server: TestServer
type Headers = Record<string, string>

beforeAll(async () => {
  desk = await closedDesk()
  ;({ test, server } = desk)
})
afterAll(() => desk?.stop())

const ask = (url: string, headers: Headers = {}, method = 'GET', body?: unknown) =>
  server.ask(url, { headers, method, body })
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
      const url: string = `/api/audit?login=someone&limit=1${next === '' ? '' : `&before=${next}`}`
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
