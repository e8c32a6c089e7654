import path from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { openBrowser } from './browser.ts'
import { sampleProvince } from './wallPictures.ts'
import { startWallServer, type WallServer, type WallServerOptions } from './wallServer.ts'

/** The built page of Guangdong; the tests' set-up builds it. */
const dist = path.resolve('dashboard/dist')
const orgs = sampleProvince('440000', '广东省')
export const CITIES = [...orgs.values()].filter(org => org.level === 'city')

export const WALLS = [
  { width: 1920, height: 1080 },
  { width: 3840, height: 1080 },
  { width: 3840, height: 2160 },
  { width: 7680, height: 2160 },
]

/** The wall on the sample province in a browser, for the tests of a file: each opens it. */
export interface WallPage {
  readonly page: Page
  readonly server: WallServer
  /** Errors of the page opened last. */
  readonly faults: readonly string[]
  /** A wall of this size with its map drawn, or the first panel of the scene that is asked for. */
  open(size?: (typeof WALLS)[number], query?: string, options?: Partial<WallServerOptions>): Promise<void>
  /** A server, and a page that is to go to it yet. */
  prepare(context?: BrowserContextOptions): Promise<void>
  /** Starts a server where that of this test was. */
  restart(): Promise<void>
  shownOrg(): Promise<string | null>
  mapName(): Promise<string | null>
  /** The first figure, as it is read out. */
  headline(): Promise<string | null>
}

/** Registers what happens before and after each test of the file. */
export function wallPage(): WallPage {
  let browser: Browser
  let page: Page
  let server: WallServer
  let faults: string[]

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(() => {
    faults = []
  })
  afterEach(async () => {
    await page.close()
    await server.stop()
  })

  async function prepare(
    context: BrowserContextOptions = {},
    options: Partial<WallServerOptions> = {},
  ): Promise<void> {
    server = await startWallServer({ dist, orgs, root: '440000', ...options })
    page = await browser.newPage(context)
  }

  async function open(size = WALLS[0], query = '', options: Partial<WallServerOptions> = {}): Promise<void> {
    await prepare({ viewport: size ?? null }, options)
    page.on('pageerror', error => faults.push(error.message))
    page.on('console', message => {
      // the browser itself reports each refused connection while a server is down
      if (message.type() === 'error' && !/ERR_CONNECTION|WebSocket connection/.test(message.text()))
        faults.push(message.text())
    })
    await page.goto(`${server.url}/${query}`)
    await page
      .locator(query.includes('scene=') ? '.panel' : '[data-map] canvas')
      .first()
      .waitFor()
  }

  return {
    get page() {
      return page
    },
    get server() {
      return server
    },
    get faults() {
      return faults
    },
    open,
    prepare: context => prepare(context),
    async restart() {
      server = await startWallServer({ dist, orgs, root: '440000', port: server.port })
    },
    shownOrg: () => page.locator('main').getAttribute('data-org'),
    mapName: () => page.locator('[data-map]').getAttribute('data-map-name'),
    headline: () => page.locator('[data-figure=MEM01] .rolling').getAttribute('aria-label'),
  }
}
