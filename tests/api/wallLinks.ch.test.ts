import { expect, it } from 'vitest'
import type { KioskInfo } from '../../api/contract.ts'
import { KIOSK_COOKIE } from '../../api/auth/cookies.ts'
import { signedIn } from './server.ts'
import { signInDesk } from './signInDesk.ts'

const desk = signInDesk()
const { ask } = desk
const MINUTE_MS = 60_000

it('a link tells when a screen last showed the wall by it, and opens nothing as soon as it is revoked', async () => {
  const admin = await signedIn(desk.server, { role: 'admin', org: '10' })
  const { kiosk, link } = (await ask('POST', '/api/kiosks', admin, { name: '一楼大厅', org: '11' })).body
  const shown = async (): Promise<KioskInfo> =>
    (await ask('GET', '/api/kiosks', admin)).body.kiosks.find((each: KioskInfo) => each.id === kiosk.id)
  expect((await shown()).lastSeenAt).toBeNull()

  const screen = { cookie: `${KIOSK_COOKIE}=${new URL(link).searchParams.get('kiosk')}` }
  const statusOf = async () => (await ask('GET', '/api/scenes', screen)).status
  expect(await statusOf()).toBe(200)
  await expect.poll(async () => (await shown()).lastSeenAt).toBe(desk.clock)

  // a row every few minutes is enough
  const first = desk.clock
  desk.clock += MINUTE_MS
  expect(await statusOf()).toBe(200)
  expect((await shown()).lastSeenAt).toBe(first)

  expect((await ask('DELETE', `/api/kiosks/${kiosk.id}`, admin)).body.isRevoked).toBe(true)
  expect(await statusOf()).toBe(401)
})
