import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AccountInfo } from '../../api/contract.ts'
import { openBrowser } from '../support/browser/browser.ts'
import { PASSWORD } from '../support/browser/portal/signIn.ts'
import { startPortalServer } from '../support/browser/portalServer.ts'
import { sampleProvince } from '../support/browser/wallPictures.ts'
import { startWallServer } from '../support/browser/wallServer.ts'

/** The built pages of Guangdong; the tests' set-up builds them. */
const dist = path.resolve('dashboard/dist')
const orgs = sampleProvince('440000', '广东省')
const account: AccountInfo = {
  login: 'admin',
  role: 'admin',
  org: 'root',
  orgName: '全部',
  hasOneTimePassword: false,
}
const IE = 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko'
const CHROME_78 =
  'Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/78.0.3904.108 Safari/537.36'

let browser: Browser
let page: Page
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  browser = await openBrowser()
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
afterAll(() => browser.close())

/** Loses the requests for files that fit, as often as said, and notes all. */
function losing(file: RegExp, times: number) {
  const asked: string[] = []
  let left = times
  const lose = (name: string) => {
    asked.push(name)
    if (!file.test(name) || left === 0) return false
    left--
    return true
  }
  return { asked, lose }
}

async function openPage(userAgent?: string): Promise<void> {
  page = await browser.newPage({
    viewport: { width: 1920, height: 1080 },
    ...(userAgent ? { userAgent } : {}),
  })
  const opened = page
  closing.push(() => opened.close())
}

async function openWall(lose: (name: string) => boolean, userAgent?: string): Promise<void> {
  const server = await startWallServer({ dist, orgs, root: '440000', lose })
  closing.push(() => server.stop())
  await openPage(userAgent)
  await page.goto(server.url)
}

const isStyled = () =>
  page.evaluate<boolean>("getComputedStyle(document.querySelector('main')).display === 'grid'")

describe('a page whose parts did not arrive', () => {
  it.each([
    ['entry script', /index-.*\.js$/, 1],
    // asked for in advance, and again by the script that imports it
    ['part of the entry script', /useChart-.*\.js$/, 2],
    ['style', /index-.*\.css$/, 1],
  ])('loads itself again when the %s was lost', async (_part, file, times) => {
    const { lose, asked } = losing(file, times)
    await openWall(lose)
    await page.locator('main[data-org]').waitFor({ timeout: 30_000 })
    await expect.poll(isStyled).toBe(true)
    expect(asked.filter(name => file.test(name)).length).toBeGreaterThan(times)
    // the load, the probe, the load
    expect(asked.filter(name => name === '/')).toHaveLength(3)
  })

  it('says so, and waits until its server answers again', async () => {
    let isDown = false
    const { asked, lose } = losing(/\.js$/, 1)
    await openWall(name => {
      const isLost = lose(name)
      isDown ||= isLost
      return isLost || (isDown && name === '/')
    })
    const notice = page.locator('#start-notice')
    await expect.poll(() => notice.textContent()).toContain('页面没有完整载入')
    const probes = () => asked.filter(name => name === '/').length
    await expect.poll(probes).toBeGreaterThanOrEqual(2)
    expect(await notice.isVisible()).toBe(true)
    isDown = false
    await page.locator('main[data-org]').waitFor({ timeout: 30_000 })
  })
})

describe('a page of the portal that is fetched when it is wanted', () => {
  const openPortal = async (lose: (name: string) => boolean): Promise<void> => {
    const server = await startPortalServer({ dist, orgs, account, lose })
    closing.push(() => server.stop())
    await openPage()
    await page
      .context()
      .request.post(`${server.url}/api/session`, { data: { login: 'admin', password: PASSWORD } })
    await page.goto(`${server.url}/reports/`)
    await page.locator('h1').first().waitFor()
  }
  const goTo = () => page.locator('a[href="/reports/ops"]').first().click()

  it('is there after one lost answer, at the address that was wanted', async () => {
    await openPortal(losing(/OpsPage-.*\.js$/, 1).lose)
    await goTo()
    await expect.poll(() => page.url(), { timeout: 20_000 }).toMatch(/\/reports\/ops$/)
    await expect.poll(() => page.locator('h1').allTextContents(), { timeout: 20_000 }).toContain('运维')
  })

  it('does not load again and again when it is lost for good', async () => {
    const { asked, lose } = losing(/OpsPage-.*\.js$/, Number.POSITIVE_INFINITY)
    await openPortal(lose)
    const starts = () => asked.filter(name => name.startsWith('/reports/ops') && !name.includes('.')).length
    await goTo()
    // the probe and the load
    await expect.poll(starts, { timeout: 20_000 }).toBe(2)
    await expect
      .poll(() => asked.filter(name => /OpsPage-.*\.js/.test(name)).length)
      .toBeGreaterThanOrEqual(2)
    // the frame stands; the next page is there without a load
    await page.locator('a[href="/reports/exports"]').first().click()
    await expect.poll(() => page.locator('h1').allTextContents()).toContain('我的导出')
    expect(starts()).toBe(2)
  })
})

describe('a browser that is too old', () => {
  it.each([
    [CHROME_78, 'Chromium 78'],
    [IE, 'Internet Explorer 11'],
  ])('%s is told what the page needs and what it has', async (userAgent, name) => {
    await openWall(losing(/\.js$/, Number.POSITIVE_INFINITY).lose, userAgent)
    const notice = page.locator('#start-notice')
    await expect.poll(() => notice.textContent()).toContain('需要 Chromium 80 或更高版本')
    expect(await notice.textContent()).toContain(name)
  })

  it('that only calls itself old sees the page', async () => {
    await openWall(() => false, CHROME_78)
    await page.locator('main[data-org]').waitFor()
    expect(await page.locator('#start-notice').count()).toBe(0)
  })
})
