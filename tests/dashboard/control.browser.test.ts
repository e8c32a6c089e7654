import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KIOSK_COOKIE, SESSION_COOKIE } from '../../api/auth/cookies.ts'
import { addKiosk } from '../../warehouse/control/accounts/kiosks.ts'
import { formatInstant } from '../../warehouse/platform/time/day.ts'
import { signedIn, type TestServer, testServer } from '../api/server.ts'
import { openBrowser } from '../support/browser/browser.ts'
import type { Node } from '../support/browser/portalPage.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign } from '../warehouse/query/world.ts'

/** The built pages of Guangdong; the tests' set-up builds them. */
const dist = path.resolve('dashboard/dist')

let test: TestWarehouse
let server: TestServer
let browser: Browser
let hall: BrowserContext
let wall: Page
let phone: Page
let feeding: NodeJS.Timeout

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(
    test.warehouse,
    'member',
    Array.from({ length: 9 }, () => member(111, '2025-05-01')),
  )
  await feed()
  feeding = setInterval(() => void feed().catch(() => undefined), 2_000)
  server = await start(0)
  browser = await openBrowser()
  const { token } = await addKiosk(test.warehouse.app, { name: '一楼大厅', org: '10' }, Date.now())
  hall = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
  await hall.addCookies([{ name: KIOSK_COOKIE, value: token, url: server.url }])
  wall = await hall.newPage()
  const { cookie } = await signedIn(server, { role: 'controller', org: '10' })
  const hand = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const session = cookie.slice(SESSION_COOKIE.length + 1)
  await hand.addCookies([{ name: SESSION_COOKIE, value: session, url: server.url }])
  phone = await hand.newPage()
  await Promise.all([wall.goto(server.url), phone.goto(`${server.url}/reports/`)])
  await wall.locator('[data-figure=MEM01]').first().waitFor()
  await phone.locator('[data-chosen]').waitFor()
})
afterAll(async () => {
  clearInterval(feeding)
  await browser?.close()
  await server?.stop()
  await test?.stop()
})

function start(port: number): Promise<TestServer> {
  // nothing moves by itself: the first scene stands longer than the test takes
  const round = [
    { scene: 'overview', seconds: 600 },
    { scene: 'dues', seconds: 600 },
  ]
  return testServer(test, { config: { WALL_OPEN: false, WALL_ROUND: round }, page: dist, port })
}

async function feed(): Promise<void> {
  const at = formatInstant(Date.now())
  await test.warehouse.app.insert({
    table: 'ops.sys_feed',
    format: 'JSONEachRow',
    values: ['org', 'member', 'dues_payment', 'activity', 'signup', 'checkin'].map(log => ({
      ...{ at, process: '1', log, complete_at: at, lag: 0, applied: 1 },
    })),
  })
}

const strip = () => wall.locator('section.strip').textContent()
const members = () => wall.locator('[data-figure=MEM01] [role=img]').first().getAttribute('aria-label')
const shownScene = () => wall.locator('main').getAttribute('data-scene')
const news = () => phone.locator('[data-sent]').getAttribute('data-sent')
const picture = () => phone.locator('.picture').textContent()
const press = (target: string) => phone.locator(target).click()

async function isObeyed(): Promise<void> {
  await expect.poll(news).toBe('obeyed')
}

describe('the control page beside a wall', () => {
  it('leads a controller there and nowhere else, with the wall and its state, on a phone without a sideways scroll', async () => {
    expect(new URL(phone.url()).pathname).toBe('/reports/control')
    await phone.goto(`${server.url}/reports/alerts`)
    await phone.locator('[data-chosen]').waitFor()
    expect(new URL(phone.url()).pathname).toBe('/reports/control')
    await expect.poll(picture).toMatch(/总览.*实时/)
    const [width, room] = await phone.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    )
    expect(width).toBeLessThanOrEqual(room)
    const heights = await phone
      .locator('.commands button')
      .evaluateAll((all: Node[]) =>
        all.map(each => each.getBoundingClientRect()).map(({ top, bottom }) => bottom - top),
      )
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44)
  })

  it('picks a scene: the wall shows it, and the page sees that it does', async () => {
    await press('[data-scene=dues]')
    await isObeyed()
    await expect.poll(shownScene).toBe('dues')
    await expect.poll(picture).toMatch(/团费/)
  })

  it('sends it to an organisation below its own, and back', async () => {
    await press('.below')
    await phone.locator('.el-select-dropdown__item', { hasText: '组11' }).click()
    await expect.poll(() => wall.locator('main').getAttribute('data-org')).toBe('11')
    await press('[data-org=own]')
    await expect.poll(() => wall.locator('main').getAttribute('data-org')).toBe('10')
  })

  it('gives it a title, which is text and nothing else, and a theme', async () => {
    await phone.locator('#wall-title').fill('<img src=x onerror=alert(1)>欢迎')
    await press('[data-do=title]')
    await expect.poll(strip).toContain('<img src=x onerror=alert(1)>欢迎')
    await press('[data-theme-of=light]')
    await expect.poll(() => wall.locator('html').getAttribute('data-theme')).toBe('light')
    await press('[data-theme-of=own]')
    await expect.poll(() => wall.locator('html').getAttribute('data-theme')).toBe('dark')
  })

  it('freezes the picture, with its time: neither new figures, nor a reload, nor a restart of the server thaw it', async () => {
    await press('[data-scene=overview]')
    await expect.poll(shownScene).toBe('overview')
    await expect.poll(members).toBe('9')
    await press('[data-do=freeze]')
    await expect.poll(strip).toMatch(/■ 画面定格 \d\d:\d\d总览 · 组10.*非实时画面/)
    const mark = await strip()
    const frozen = await members()
    expect(await wall.locator('.state').textContent()).toContain('非实时画面')
    await sign(test.warehouse, 'member', [member(111, '2025-05-02')])
    await expect.poll(picture).toMatch(/■ 画面定格/)
    await wall.reload()
    await wall.locator('[data-figure=MEM01]').first().waitFor()
    await expect.poll(strip).toBe(mark)
    expect(await members()).toBe(frozen)
    const { port } = new URL(server.url)
    await server.stop()
    await wall.locator('.state.red').waitFor()
    server = await start(Number(port))
    await wall.locator('.state.red').waitFor({ state: 'detached', timeout: 30_000 })
    expect([await strip(), await members()]).toEqual([mark, frozen])
    await press('[data-do=freeze]')
    await expect.poll(members, { timeout: 30_000 }).toBe('10')
    expect(await wall.locator('main').getAttribute('class')).not.toContain('special')
  })

  it('blanks it for maintenance, and undoes that', async () => {
    await press('[data-do=maintain]')
    await expect.poll(strip).toMatch(/■ 维护 \d\d:\d\d 起/)
    await expect.poll(() => wall.locator('section.panel').count()).toBe(0)
    await press('[data-do=undo]')
    await wall.locator('[data-figure=MEM01]').first().waitFor()
  })

  it('looks back to a day that is over: its figures, its date, and what cannot be told of it', async () => {
    await phone.locator('[data-do=day]').fill('2025-05-01')
    await press('[data-do=past]')
    await expect.poll(strip).toContain('■ 回看 2025-05-01')
    // what it showed before fades for half a second
    await expect.poll(members).toBe('9')
    expect(await wall.locator('main').textContent()).toContain('截至 23:59:59')
    await press('[data-do=live]')
    await expect.poll(members).toBe('10')
  })

  it('plays the last twelve months, week by week', async () => {
    await press('[data-replay="1"]')
    await expect.poll(strip).toMatch(/■ 回放 \d{4}-\d\d-\d\d（每秒一周）/)
    const first = await strip()
    await expect.poll(strip).not.toBe(first)
    await press('[data-do=live]')
    await expect.poll(strip).not.toContain('回放')
  })

  it('plays what it has shown in the last 24 hours, with the time of each picture', async () => {
    await press('[data-last-day="300"]')
    await expect.poll(strip).toMatch(/■ 回放 \d{4}-\d\d-\d\d \d\d:\d\d ×300/)
    await wall.locator('[data-figure=MEM01]').first().waitFor()
    await press('[data-do=live]')
    await expect.poll(strip).not.toContain('回放')
  })

  it('says when the wall is gone, and that the command waits for it', async () => {
    await wall.goto('about:blank')
    await expect.poll(picture).toMatch(/未连接/)
    await press('[data-scene=round]')
    await expect
      .poll(() => phone.locator('[data-sent]').textContent())
      .toBe('大屏未连接，命令已保存，接通后执行')
    await wall.goto(server.url)
    await expect.poll(picture, { timeout: 30_000 }).toMatch(/实时/)
  })
})

it('a wall without a link shows a code, and is a wall once an administrator has confirmed it', async () => {
  const lobby = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
  const screen = await lobby.newPage()
  await screen.goto(server.url)
  await screen.locator('a', { hasText: '配对码' }).click()
  const code = (await screen.locator('[data-code]').textContent()) ?? ''
  expect(code).toMatch(/^\d{3} \d{3}$/)
  const { cookie } = await signedIn(server, { role: 'admin', org: '10' })
  const office = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await office.addCookies([
    { name: SESSION_COOKIE, value: cookie.slice(SESSION_COOKIE.length + 1), url: server.url },
  ])
  const desk = await office.newPage()
  await desk.goto(`${server.url}/reports/control`)
  await desk.locator('summary').click()
  await desk.locator('[data-pair=code]').fill(code)
  await desk.locator('[data-pair=name]').fill('二楼走廊')
  await desk.locator('[data-pair=confirm]').click()
  await screen.locator('[data-figure=MEM01]').first().waitFor({ timeout: 30_000 })
  await desk.locator('[data-wall]', { hasText: '二楼走廊' }).waitFor()
  await expect.poll(() => desk.locator('.picture').textContent()).toMatch(/总览.*组10/)
})
