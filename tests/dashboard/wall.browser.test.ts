import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AccountInfo } from '../../api/contract.ts'
import { SCENES } from '../../warehouse/catalogue/scenes.ts'
import { placeOfName } from '../../warehouse/contract/orgName.ts'
import type { FeedStatus } from '../../warehouse/contract/picture.ts'
import { STAGES } from '../../warehouse/contract/scene.ts'
import { openBrowser } from '../support/browser/browser.ts'
import { sampleProvince } from '../support/browser/wallPictures.ts'
import { startWallServer, type WallServer, type WallServerOptions } from '../support/browser/wallServer.ts'

/** The built page of Guangdong; the tests' set-up builds it. */
const dist = path.resolve('dashboard/dist')
const orgs = sampleProvince('440000', '广东省')
const cities = [...orgs.values()].filter(org => org.level === 'city')

const WALLS = [
  { width: 1920, height: 1080 },
  { width: 3840, height: 1080 },
  { width: 3840, height: 2160 },
  { width: 7680, height: 2160 },
]

/** West, south, east, north of the map of Guangdong, degrees. */
const BOUNDS_OF_GUANGDONG = [109.654937, 20.211718, 117.192935, 25.516771] as const

interface Box {
  label: string
  left: number
  top: number
  right: number
  bottom: number
}

/** What the page's elements are asked for; the tests are compiled without the types of a browser. */
interface Node {
  ownerDocument: {
    defaultView: { getComputedStyle(node: Node): { transitionDuration: string; fontSize: string } }
  }
  childNodes: Iterable<{ nodeType: number; textContent: string }>
  tagName: string
  contains(other: Node): boolean
  querySelectorAll(selector: string): Iterable<Node>
  getBoundingClientRect(): {
    left: number
    top: number
    right: number
    bottom: number
    width: number
    height: number
  }
  closest(selector: string): Node | null
  getAttribute(name: string): string | null
  className: string
  textContent: string
  scrollWidth: number
  clientWidth: number
  scrollHeight: number
  clientHeight: number
}

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

/** A wall of this size on the sample province, with its map drawn. */
async function open(size = WALLS[0], query = '', options: Partial<WallServerOptions> = {}): Promise<void> {
  server = await startWallServer({ dist, orgs, root: '440000', ...options })
  page = await browser.newPage({ viewport: size ?? null })
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

const shownOrg = () => page.locator('main').getAttribute('data-org')
const mapName = () => page.locator('[data-map]').getAttribute('data-map-name')
const headline = () => page.locator('[data-figure=MEM01] .rolling').getAttribute('aria-label')

/** Boxes of all elements of a kind, in CSS pixels. */
function boxes(selector: string): Promise<Box[]> {
  return page.locator('body').evaluate((body: Node, wanted: string) => {
    return [...body.querySelectorAll(wanted)].map(node => {
      const { left, top, right, bottom } = node.getBoundingClientRect()
      return { label: node.getAttribute('aria-label') ?? node.className, left, top, right, bottom }
    })
  }, selector)
}

/** Texts that are cut: names may be shortened by an ellipsis, figures never, and content never leaves its panel. */
function cutTexts(): Promise<string[]> {
  return page.locator('body').evaluate((body: Node) =>
    [
      ...body.querySelectorAll(
        'section .content, section .title-row, .ranking, .shares, .foot, .value, .key-figure, h1, .clock, .legend, .foot-line, .panel ol, .panel ul, .panel table, .panel div.place',
      ),
    ]
      .filter(node => node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 3)
      .filter(node => node.clientWidth > 0)
      .map(node => `${node.className}: ${node.textContent.slice(0, 40)}`),
  )
}

/** Texts below 16 units, and texts of one panel that stand over each other; digits of a rolling number lie in a strip. */
function hardToRead(unit: number): Promise<string[]> {
  return page.locator('body').evaluate((body: Node, smallest: number) => {
    const faults: string[] = []
    for (const panel of body.querySelectorAll('section.panel, header.header, footer')) {
      const texts = [...panel.querySelectorAll('*')]
        .filter(node => !node.closest('.rolling, .skeleton, defs, .hidden, title, .marks'))
        .filter(node =>
          [...node.childNodes].some(each => each.nodeType === 3 && each.textContent.trim() !== ''),
        )
        .filter(node => node.tagName !== 'tspan')
        .map(node => ({ node, box: node.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && box.height > 0)
      for (const [index, { node, box }] of texts.entries()) {
        const size = Number.parseFloat(node.ownerDocument.defaultView.getComputedStyle(node).fontSize)
        if (size < smallest - 0.5) faults.push(`${node.textContent.slice(0, 20)}: ${size}`)
        for (const other of texts.slice(index + 1)) {
          if (node.contains(other.node)) continue
          const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
          const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)
          // lines of text may touch with their leading
          if (width > 2 && height > 0.3 * Math.min(box.height, other.box.height))
            faults.push(`${node.textContent.slice(0, 20)} over ${other.node.textContent.slice(0, 20)}`)
        }
      }
    }
    return faults
  }, 16 * unit)
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5
}

describe('the wall at its four sizes', () => {
  it.each(WALLS)(
    '$width × $height: panels fill the wall without overlapping, nothing is cut, every canvas is sharp',
    async size => {
      await open(size)
      await expect.poll(() => page.locator('canvas').count()).toBeGreaterThanOrEqual(3)
      const panels = await boxes('section.panel, header.header, section.ticker')
      expect(panels.length).toBe(size.width / size.height > 3 ? 12 : 9)
      for (const [index, panel] of panels.entries()) {
        expect(panel, panel.label).toSatisfy(
          (box: Box) => box.left >= 0 && box.top >= 0 && box.right <= size.width && box.bottom <= size.height,
        )
        for (const other of panels.slice(index + 1))
          expect(overlap(panel, other), `${panel.label} over ${other.label}`).toBe(false)
      }
      expect(await cutTexts()).toEqual([])
      const dpr = await page.evaluate<number>('devicePixelRatio')
      const canvases = await page
        .locator('canvas')
        .evaluateAll((all: { width: number; clientWidth: number; height: number; clientHeight: number }[]) =>
          all.map(each => [each.width, each.clientWidth, each.height, each.clientHeight]),
        )
      for (const [width = 0, cssWidth = 0, height = 0, cssHeight = 0] of canvases) {
        expect(cssWidth).toBeGreaterThan(100)
        expect([width, height]).toEqual([cssWidth * dpr, cssHeight * dpr])
      }
      expect(faults).toEqual([])
    },
  )

  it('stays sharp on a screen with a fractional pixel ratio', async () => {
    server = await startWallServer({ dist, orgs, root: '440000' })
    page = await browser.newPage({ viewport: { width: 1600, height: 900 }, deviceScaleFactor: 1.5 })
    await page.goto(server.url)
    const canvas = page.locator('[data-map] canvas').first()
    await canvas.waitFor()
    const size = await canvas.evaluate((each: { width: number; clientWidth: number }) => [
      each.width,
      each.clientWidth,
    ])
    // the canvas has whole pixels
    expect(Math.abs((size[0] ?? 0) - (size[1] ?? 0) * 1.5)).toBeLessThan(1)
  })

  it('follows a change of the window', async () => {
    await open(WALLS[0])
    const before = await page.locator('h1').evaluate((node: Node) => node.getBoundingClientRect().height)
    await page.setViewportSize({ width: 3840, height: 2160 })
    await expect
      .poll(() => page.locator('h1').evaluate((node: Node) => node.getBoundingClientRect().height))
      .toBeCloseTo(before * 2, 0)
    const place = await page.locator('[data-map]').boundingBox()
    await expect
      .poll(async () => (await page.locator('[data-map] canvas').first().boundingBox())?.width)
      .toBeCloseTo(place?.width ?? 0, 0)
  })
})

/** Every scene of the catalogue must stand at both layouts without a picture of it in this test. */
describe.each([...SCENES])('the scene %s', (id, scene) => {
  it.each(Object.values(STAGES))('stands at $width × $height, each panel whole, in its place', async size => {
    await open(size, `?scene=${id}`)
    const name = size.width > 1920 ? 'wide' : 'standard'
    const { areas, foot } = scene.layouts[name]
    const panels = await boxes('section.panel, section.ticker')
    expect(panels).toHaveLength(new Set([...areas.flat(), ...(foot ? [foot] : [])]).size)
    for (const [index, panel] of panels.entries()) {
      expect(panel, panel.label).toSatisfy(
        (box: Box) => box.left >= 0 && box.top >= 0 && box.right <= size.width && box.bottom <= size.height,
      )
      for (const other of panels.slice(index + 1))
        expect(overlap(panel, other), `${panel.label} over ${other.label}`).toBe(false)
    }
    // drawings come with the size of their place
    await expect.poll(() => cutTexts()).toEqual([])
    expect(await hardToRead(1)).toEqual([])
    expect(faults).toEqual([])
  })
})

describe('a scene of its own', () => {
  it('is named in the header, asked for by the address, and kept over a reload and in every place', async () => {
    await open(WALLS[0], '?scene=dues')
    expect(await page.locator('h1').textContent()).toBe('团数 · 广东共青团大屏 · 团费')
    await page.locator('.ranking button').first().click()
    await expect.poll(shownOrg).toMatch(/^44\d\d00$/)
    await page.reload()
    await expect.poll(() => page.locator('main').getAttribute('data-scene')).toBe('dues')
    expect(new Set(server.subscriptions.map(({ scene }) => scene))).toEqual(new Set(['dues']))
    expect(faults).toEqual([])
  })

  it('that is not there is answered by a sentence in place of the panels', async () => {
    server = await startWallServer({ dist, orgs, root: '440000' })
    page = await browser.newPage()
    await page.goto(`${server.url}/?scene=none`)
    await expect
      .poll(() => page.locator('.nothing').textContent())
      .toBe(
        '▲ 没有名为“none”的画面，可选：activities（活动与服务）、dues（团费）、moves（发展与流动）、organisations（组织建设）、overview（总览）、progress（推进与预警）、protection（权益与队伍）、study（学习与教育）',
      )
    expect(await page.locator('section.panel').count()).toBe(0)
  })
})

describe('the page', () => {
  it('asks nobody but its own server, and lives without inline scripts and styles', async () => {
    server = await startWallServer({ dist, orgs, root: '440000' })
    page = await browser.newPage()
    const outside: string[] = []
    page.on('request', request => {
      if (!request.url().startsWith(server.url)) outside.push(request.url())
    })
    page.on('console', message => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await page.goto(server.url)
    await page.locator('[data-map] canvas').first().waitFor()
    // tooltips are the place where the chart library would write markup with inline styles
    await expect
      .poll(async () => {
        await page.mouse.move(0, 0)
        await page.locator('[data-map]').hover()
        return page.locator('[data-map] > div').last().textContent()
      })
      .toMatch(/[市区县]\n[\d,]+ 人/)
    expect(
      await page.evaluate<number>("[...document.fonts].filter(face => face.status === 'loaded').length"),
    ).toBeGreaterThan(2)
    expect(outside).toEqual([])
    expect(faults).toEqual([])
  })

  it('says 示意图 below the map, which is not called china', async () => {
    await open()
    await expect.poll(mapName).toBe('region-440000')
    const label = page.locator('[data-approval]')
    expect(await label.textContent()).toBe('示意图')
    const [map, approval] = [await page.locator('[data-map]').boundingBox(), await label.boundingBox()]
    expect(approval?.y).toBeGreaterThanOrEqual((map?.y ?? 0) + (map?.height ?? 0) - 1)
    expect(approval?.x).toBeCloseTo(map?.x ?? Number.NaN, 0)
  })

  it('draws the map with equal scales in both directions', async () => {
    await open()
    // two capes of the outline, found as the outermost painted pixels: their distances must be in the ratio of the ground
    const extent = () =>
      page
        .locator('[data-map] canvas')
        .first()
        .evaluate(
          (canvas: {
            width: number
            height: number
            getContext(kind: '2d'): {
              getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray }
            }
          }) => {
            const { width, height } = canvas
            const { data } = canvas.getContext('2d').getImageData(0, 0, width, height)
            let [west, north, east, south] = [width, height, 0, 0]
            for (let y = 0; y < height; y++) {
              for (let x = 0; x < width; x++) {
                if ((data[(y * width + x) * 4 + 3] ?? 0) < 128) continue
                west = Math.min(west, x)
                east = Math.max(east, x)
                north = Math.min(north, y)
                south = Math.max(south, y)
              }
            }
            return (east - west) / (south - north)
          },
        )
    const [west, south, eastmost, north] = BOUNDS_OF_GUANGDONG
    const ground = ((eastmost - west) * Math.cos((((south + north) / 2) * Math.PI) / 180)) / (north - south)
    await expect.poll(extent).toSatisfy((ratio: number) => Math.abs(ratio / ground - 1) < 0.01)
  })

  it('is told to those who do not see it, and decals come when asked for', async () => {
    await open(WALLS[0], '?decal=on')
    await expect.poll(() => page.locator('[data-map]').getAttribute('aria-label')).toContain('广州市')
    expect(faults).toEqual([])
  })
})

describe('the way to the reports', () => {
  const account: AccountInfo = {
    login: 'gz',
    role: 'department',
    org: '440000',
    orgName: '团省委',
    hasOneTimePassword: false,
  }

  it('leads to the organisation that is shown, without moving the header', async () => {
    await open(WALLS[0], '', { account })
    const link = page.locator('a.reports')
    expect(await link.getAttribute('href')).toBe('/reports/')
    const header = await boxes('header.header, header.header > *')
    expect(header.length).toBeGreaterThan(1)
    expect(header.filter(box => box.right > 1920 || box.left < 0)).toEqual([])
    await page.locator(`.ranking button[title="${placeOfName(cities[0]?.name ?? '')}"]`).press('Enter')
    await expect.poll(() => link.getAttribute('href')).toBe(`/reports/?org=${cities[0]?.id}`)
    expect(faults).toEqual([])
  })

  it('is not there when nobody is signed in', async () => {
    await open()
    await page.locator('.state.live').waitFor()
    expect(await page.locator('a.reports').count()).toBe(0)
  })
})

describe('figures', () => {
  it('change without the width of their box changing', async () => {
    await open()
    const box = page.locator('[data-figure=MEM01] .rolling')
    const before = await headline()
    const widths = new Set([(await box.boundingBox())?.width])
    for (let n = 0; n < 5; n++) {
      const shown = await headline()
      server.advance()
      await expect.poll(headline).not.toBe(shown)
      widths.add((await box.boundingBox())?.width)
    }
    expect(await headline()).not.toBe(before)
    expect([...widths]).toHaveLength(1)
  })

  it('change at once when motion is not wanted', async () => {
    await open()
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const strip = page.locator('[data-figure=MEM01] .strip').first()
    expect(
      await strip.evaluate(
        (node: Node) => node.ownerDocument.defaultView.getComputedStyle(node).transitionDuration,
      ),
    ).toBe('0s')
  })

  it('stand dimmed with their time within 5 s after the server is gone, and are new after it is back', async () => {
    await open()
    const before = await headline()
    await server.stop()
    await page.locator('.band').waitFor({ timeout: 5_000 })
    expect(await page.locator('.band').textContent()).toMatch(/连接中断.*数据停留在 \d\d:\d\d:\d\d/)
    expect(await page.locator('.stamp.stale').count()).toBeGreaterThanOrEqual(7)
    expect(await headline()).toBe(before)
    server = await startWallServer({ dist, orgs, root: '440000', port: server.port })
    server.advance()
    await page.locator('.band').waitFor({ state: 'detached', timeout: 15_000 })
    await expect.poll(headline).not.toBe(before)
    expect(faults).toEqual([])
  })

  it('stand dimmed within 5 s when the server falls silent on an open line', async () => {
    let silent = false
    await open(WALLS[0], '', { silent: () => silent })
    await page.locator('.state.live').waitFor()
    silent = true
    await page.locator('.band').waitFor({ timeout: 6_000 })
  })

  it('a late panel says so by sign and words, a failed one by its reason, the others stay', async () => {
    await open(WALLS[0], '', {
      alter(picture) {
        const { dues, joins_trend: joins, activities } = picture.panels
        if (!dues || !joins || !activities) throw new Error('the scene has other panels')
        dues.asOf -= 150_000
        joins.asOf -= 900_000
        activities.failure = { message: '查询超时', since: picture.builtAt - 60_000 }
      },
    })
    expect(await page.locator('.stamp.late').allTextContents()).toEqual([
      expect.stringMatching(/^▲ 延迟 3 分钟$/),
    ])
    expect(await page.locator('.stamp.very-late').allTextContents()).toEqual([
      expect.stringMatching(/^● 已停更 15 分钟$/),
    ])
    expect(await page.locator('.failure').allTextContents()).toEqual([expect.stringContaining('查询超时')])
    expect(await page.locator('.stamp.fresh').count()).toBeGreaterThanOrEqual(4)
  })

  it('move while the history is still loading, which the header tells', async () => {
    await open(WALLS[0], '', {
      alterStatus: (status: FeedStatus) =>
        void Object.assign(status, { feed: 'behind', loading: { share: 0.43, text: '正在载入历史' } }),
    })
    await expect.poll(() => page.locator('.loading').textContent()).toContain('正在载入历史 43%')
    const before = await headline()
    server.advance()
    await expect.poll(headline).not.toBe(before)
  })

  it('of a line over polling say 降级', async () => {
    await open(WALLS[0], '', { transports: ['polling'] })
    await expect.poll(() => page.locator('.state').textContent()).toContain('降级')
  })
})

describe('drilling', () => {
  it('goes into every city by keyboard and back by Escape', async () => {
    await open()
    for (const city of cities) {
      await page.locator(`.ranking button[title="${placeOfName(city.name)}"]`).press('Enter')
      await expect.poll(shownOrg).toBe(city.id)
      // 东莞 and 中山 have no counties in law: their own outline
      await expect
        .poll(mapName)
        .toMatch(city.id === '441900' || city.id === '442000' ? `outline-${city.id}` : `region-${city.id}`)
      expect(await page.locator('.ranking button').count()).toBeGreaterThanOrEqual(3)
      await page.keyboard.press('Escape')
      await expect.poll(shownOrg).toBe('440000')
      await expect.poll(mapName).toBe('region-440000')
    }
    expect(faults).toEqual([])
  })

  it('goes from the map to a city, on to a county with its own outline, and stays there over a reload', async () => {
    await open()
    const map = await page.locator('[data-map]').boundingBox()
    // a click on the middle of the province opens whatever city lies there
    await expect
      .poll(async () => {
        await page.mouse.click(
          (map?.x ?? 0) + (map?.width ?? 0) * 0.5,
          (map?.y ?? 0) + (map?.height ?? 0) * 0.45,
        )
        return shownOrg()
      })
      .toMatch(/^44\d\d00$/)
    await expect.poll(mapName).toMatch(/^region-44(?!0000)/)
    await page.locator('.ranking button').first().click()
    await expect.poll(mapName).toMatch(/^outline-44\d{4}$/)
    const county = await shownOrg()
    await page.reload()
    await expect.poll(shownOrg).toBe(county)
    await page.locator('.back').click()
    await expect.poll(mapName).toMatch(/^region-/)
    expect(faults).toEqual([])
  })

  it('keeps one chart for each place, however often it is done', async () => {
    await open()
    await expect.poll(() => page.locator('[_echarts_instance_]').count()).toBe(3)
    const marked = await page
      .locator('[_echarts_instance_]')
      .evaluateAll((nodes: Node[]) => nodes.map(node => node.getAttribute('_echarts_instance_')))
    for (const city of cities.slice(0, 4)) {
      await page.locator(`.ranking button[title="${placeOfName(city.name)}"]`).press('Enter')
      await expect.poll(shownOrg).toBe(city.id)
      await page.keyboard.press('Escape')
      await expect.poll(shownOrg).toBe('440000')
    }
    const after = await page
      .locator('[_echarts_instance_]')
      .evaluateAll((nodes: Node[]) => nodes.map(node => node.getAttribute('_echarts_instance_')))
    expect(after).toEqual(marked)
  })

  it('organisations without a region stand below the map, none is dropped', async () => {
    await open()
    expect(await page.locator('.beside li').allTextContents()).toEqual([
      expect.stringContaining('省直属机关团工委'),
      expect.stringContaining('省属普通高等学校'),
    ])
  })
})
