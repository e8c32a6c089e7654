import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AccountInfo } from '../../api/contract.ts'
import { placeOfName } from '../../warehouse/contract/orgName.ts'
import { openBrowser } from '../support/browser/browser.ts'
import { WITHOUT_NEWER_GLOBALS } from '../support/browser/oldChromium.ts'
import { PASSWORD } from '../support/browser/portal/signIn.ts'
import { startPortalServer } from '../support/browser/portalServer.ts'
import { sampleProvince } from '../support/browser/wallPictures.ts'
import { startWallServer } from '../support/browser/wallServer.ts'

/** The built pages of Guangdong; the tests' set-up builds them. */
const dist = path.resolve('dashboard/dist')
const orgs = sampleProvince('440000', '广东省')
const city = [...orgs.values()].find(org => org.level === 'city')
const account: AccountInfo = {
  login: 'admin',
  role: 'admin',
  org: '440000',
  orgName: '共青团广东省委员会',
  hasOneTimePassword: false,
}

let browser: Browser
let page: Page
let faults: string[]
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  browser = await openBrowser()
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
afterAll(() => browser.close())

async function openPage(): Promise<void> {
  faults = []
  page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  const opened = page
  closing.push(() => opened.close())
  await page.addInitScript(WITHOUT_NEWER_GLOBALS)
  page.on('pageerror', error => faults.push(error.message))
}

describe('in a browser without what Chromium 80 lacks', () => {
  it('the wall draws, drills and finds its way back', async () => {
    const server = await startWallServer({ dist, orgs, root: '440000', account })
    closing.push(() => server.stop())
    await openPage()
    await page.goto(server.url)
    expect(await page.evaluate<string>('typeof structuredClone + typeof [].at')).toBe('undefinedundefined')
    await page.locator('[data-map] canvas').first().waitFor()
    await page.locator(`.ranking button[title="${placeOfName(city?.name ?? '')}"]`).press('Enter')
    await page.locator(`main[data-org="${city?.id}"]`).waitFor()
    await page.locator('.back').click()
    await page.locator('main[data-org="440000"]').waitFor()
    expect(faults).toEqual([])
  })

  it.each([
    ['/reports/', '报表'],
    ['/reports/r/dues_collection?org=440000', ''],
    ['/reports/alerts', '预警'],
    ['/reports/exports', '我的导出'],
    ['/reports/deliveries', '定时邮件'],
    ['/reports/ops', '运维'],
    ['/reports/mailbox', '演示邮箱'],
  ])('the page %s of the portal stands', async (address, heading) => {
    const server = await startPortalServer({ dist, orgs, account })
    closing.push(() => server.stop())
    await openPage()
    await page
      .context()
      .request.post(`${server.url}/api/session`, { data: { login: 'admin', password: PASSWORD } })
    await page.goto(`${server.url}${address}`)
    await expect.poll(() => page.locator('h1').first().textContent()).toContain(heading)
    if (heading === '') await page.locator('table tbody tr').nth(2).waitFor()
    expect(faults).toEqual([])
  })
})
