import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PairingAnswer } from '../../api/contract.ts'
import { readAudit } from '../../warehouse/control/accounts/audit.ts'
import { listKiosks, revokeKiosk } from '../../warehouse/control/accounts/kiosks.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { plantOrgs, plantTree } from '../warehouse/query/world.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const GOOD_MS = 10 * 60_000
let test: TestWarehouse
let server: TestServer
let clock = Date.parse('2026-11-21T04:00:00Z')
let admin: { cookie: string }

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  server = await testServer(test, { config: { WALL_OPEN: false }, now: () => clock })
  admin = await signedIn(server, { role: 'admin', org: '10' })
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
})

/** A browser that keeps its cookies. */
class Browser {
  readonly #cookies = new Map<string, string>()

  async ask(url: string, method = 'GET'): Promise<{ status: number; body: PairingAnswer; text: string }> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(`${server.url}${url}`, { method, headers: { cookie }, redirect: 'manual' })
    for (const set of response.headers.getSetCookie()) {
      expect(set).toMatch(/HttpOnly; SameSite=Lax/)
      const [name = '', value = ''] = set.split(';')[0]?.split('=') ?? []
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : undefined, text }
  }
}

async function confirm(body: object, headers = admin) {
  const response = await fetch(`${server.url}/api/kiosks/pair`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer: ReturnType<typeof JSON.parse> = await response.json()
  return { status: response.status, body: answer }
}

async function shown(browser = new Browser()): Promise<{ browser: Browser; code: string }> {
  const { body } = await browser.ask('/api/pairing', 'POST')
  expect(body).toMatchObject({ state: 'waiting', expiresAt: clock + GOOD_MS })
  expect(body.code).toMatch(/^\d{6}$/)
  return { browser, code: body.code }
}

const REFUSED = '配对码不正确、已使用或已过期'

describe('a new wall', () => {
  it('opens by its code, for the organisation and under the name that an administrator gave, until the link is revoked', async () => {
    const { browser, code } = await shown()
    expect((await browser.ask('/api/pairing')).body.state).toBe('waiting')
    const { status, body } = await confirm({
      code: `${code.slice(0, 3)} ${code.slice(3)}`,
      name: '三楼',
      org: '11',
    })
    expect([status, body]).toEqual([200, { id: expect.any(String), name: '三楼' }])
    const opened = await browser.ask('/api/pairing')
    expect(opened.body.state).toBe('opened')
    // the link goes by cookie alone
    expect(opened.text).not.toMatch(/[\w-]{43}/)
    const scene = await browser.ask('/api/scenes/overview')
    expect([scene.status, JSON.parse(scene.text).org.id]).toEqual([200, '11'])
    const made = (await listKiosks(test.warehouse.app)).find(({ id }) => id === body.id)
    expect(made).toMatchObject({ name: '三楼', org: '11' })
    const [entry] = await readAudit(test.warehouse.app, { org: '11' }, { limit: 1 })
    expect(entry).toMatchObject({ action: 'kiosk_pair', org: '11', detail: `${body.id} 三楼` })
    await revokeKiosk(test.warehouse.app, body.id, clock)
    await expect.poll(async () => (await browser.ask('/api/scenes')).status).toBe(401)
  })

  it('keeps its code when it loads the page again, and another browser has another and learns nothing of it', async () => {
    const { browser, code } = await shown()
    expect((await shown(browser)).code).toBe(code)
    const stranger = new Browser()
    expect((await stranger.ask('/api/pairing')).body.state).toBe('none')
    expect((await shown(stranger)).code).not.toBe(code)
    await confirm({ code, name: '四楼', org: '10' })
    expect((await stranger.ask('/api/pairing')).body.state).toBe('waiting')
    expect((await stranger.ask('/api/scenes')).status).toBe(401)
    expect((await browser.ask('/api/pairing')).body.state).toBe('opened')
  })

  it('is given another code when its own has expired', async () => {
    const { browser, code } = await shown()
    clock += GOOD_MS
    expect((await browser.ask('/api/pairing')).body.state).toBe('none')
    expect((await confirm({ code, name: '五楼', org: '10' })).body.error.message).toBe(REFUSED)
    expect((await shown(browser)).code).toMatch(/^\d{6}$/)
  })
})

describe('a code', () => {
  it('is good once', async () => {
    const { code } = await shown()
    expect((await confirm({ code, name: '六楼', org: '10' })).status).toBe(200)
    const again = await confirm({ code, name: '七楼', org: '10' })
    expect([again.status, again.body.error.message]).toEqual([404, REFUSED])
  })

  it('is not used up by a confirmation that is refused: an organisation outside of the scope, or no name', async () => {
    const { code } = await shown()
    const foreign = await confirm({ code, name: '八楼', org: '20' })
    const unknown = await confirm({ code, name: '八楼', org: '77' })
    expect([foreign.status, foreign.body.error.message]).toEqual([404, unknown.body.error.message])
    expect((await confirm({ code, name: ' ', org: '10' })).body.error.message).toMatch('请填写屏幕所在')
    expect((await confirm({ code, name: '八楼', org: '10' })).status).toBe(200)
  })

  it('is confirmed by administrators alone', async () => {
    const { code } = await shown()
    for (const role of ['controller', 'department', 'committee'] as const) {
      const headers = await signedIn(server, { role, org: '10' })
      expect((await confirm({ code, name: '九楼', org: '10' }, headers)).status).toBe(403)
    }
  })

  it('is not guessed: after some wrong ones the administrator has to wait', async () => {
    const guesser = await signedIn(server, { role: 'admin', org: '10' })
    const { code } = await shown()
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
    const statuses: number[] = []
    for (let n = 0; n < 6; n++)
      statuses.push((await confirm({ code: wrong, name: '十楼', org: '10' }, guesser)).status)
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429])
    expect((await confirm({ code, name: '十楼', org: '10' }, guesser)).status).toBe(429)
    expect((await confirm({ code, name: '十楼', org: '10' })).status).toBe(200)
  })

  it('is not handed out without end to one address', async () => {
    let last = 200
    for (let n = 0; n < 40 && last === 200; n++)
      last = (await new Browser().ask('/api/pairing', 'POST')).status
    expect(last).toBe(429)
  })
})
