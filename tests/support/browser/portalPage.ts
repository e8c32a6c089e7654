import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { AccountInfo, ReportAnswer } from '../../../api/contract.ts'
import { openBrowser } from './browser.ts'
import type { PortalServerOptions } from './portal/desk.ts'
import { PASSWORD } from './portal/signIn.ts'
import { type PortalServer, startPortalServer } from './portalServer.ts'
import { sampleProvince } from './wallPictures.ts'

/** The built pages of Guangdong; the tests' set-up builds them. */
const dist = path.resolve('dashboard/dist')
const orgs = sampleProvince('440000', '广东省')
export const NOON = Date.parse('2026-11-25T12:00:00+08:00')
export const ADMIN: AccountInfo = {
  login: 'admin',
  role: 'admin',
  org: '440000',
  orgName: '共青团广东省委员会',
  hasOneTimePassword: false,
}
const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

/** What the page's elements are asked for; the tests are compiled without the types of a browser. */
export interface Node {
  ownerDocument: { documentElement: Node; activeElement: Node | null }
  querySelectorAll(selector: string): Iterable<Node>
  getAttribute(name: string): string | null
  getBoundingClientRect(): { left: number; right: number; top: number; bottom: number }
  textContent: string
  scrollWidth: number
  clientWidth: number
}

export interface Opening extends Partial<PortalServerOptions> {
  size?: { width: number; height: number }
  signedOut?: boolean
}

/** The portal in a browser, for the tests of a file: each opens it, and none may leave a fault or ask another host. */
export interface PortalPage {
  readonly page: Page
  readonly context: BrowserContext
  readonly server: PortalServer
  /** Answers as the page was given them. */
  readonly answers: readonly ReportAnswer[]
  /** The portal at this address, signed in unless said otherwise. */
  open(address: string, options?: Opening): Promise<void>
  /** A report, once it is drawn. */
  openReport(address: string, options?: Opening): Promise<void>
  /** The address without its host, and a parameter of it. */
  here(): string
  query(name: string): string | null
}

/** Registers what happens before and after each test of the file. */
export function portalPage(): PortalPage {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let server: PortalServer
  let faults: string[]
  let outside: string[]
  let answers: ReportAnswer[]

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(() => {
    faults = []
    outside = []
    answers = []
  })
  afterEach(async () => {
    await context.close()
    await server.stop()
    expect(faults).toEqual([])
    expect(outside).toEqual([])
  })

  async function open(
    address: string,
    { size = DESK, signedOut = false, ...options }: Opening = {},
  ): Promise<void> {
    server = await startPortalServer({
      dist,
      orgs,
      account: ADMIN,
      now: () => NOON,
      ...options,
      alter: answer => {
        options.alter?.(answer)
        answers.push(structuredClone(answer))
      },
    })
    const isPhone = size === PHONE
    context = await browser.newContext({
      viewport: size,
      hasTouch: isPhone,
      isMobile: isPhone,
      reducedMotion: 'reduce',
    })
    page = await context.newPage()
    page.on('pageerror', error => faults.push(error.message))
    page.on('console', message => {
      // the browser itself reports each answer that is a refusal, and each script that a sandbox holds back
      if (
        message.type() === 'error' &&
        !/the server responded with a status|frame is sandboxed/.test(message.text())
      )
        faults.push(message.text())
    })
    page.on('request', request => {
      if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
        outside.push(request.url())
    })
    if (!signedOut)
      await context.request.post(`${server.url}/api/session`, {
        data: { login: 'admin', password: PASSWORD },
      })
    await page.goto(`${server.url}${address}`)
  }

  return {
    get page() {
      return page
    },
    get context() {
      return context
    },
    get server() {
      return server
    },
    get answers() {
      return answers
    },
    open,
    async openReport(address, options) {
      await open(address, options)
      await page.locator('tfoot [data-row=total]').waitFor()
    },
    here: () => page.url().slice(server.url.length),
    query: name => new URL(page.url()).searchParams.get(name),
  }
}
