import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { boxes, cutTexts, hardToRead, overlap } from './layout.ts'
import type { SampleOrg } from './sampleProvince.ts'
import { startWallServer } from './wallServer.ts'
import type { WallState } from './wallStates.ts'

export interface Size {
  width: number
  height: number
}

/** Pixels of a wall whose unit is one pixel. */
const UNIT_HEIGHT = 1_080
const UNIT_WIDTHS = { standard: 1_920, wide: 3_840 }
/** How long a drawing may take to come to rest before what is seen counts. */
const REST_MS = 5_000
const STEP_MS = 100

export interface LookOptions {
  browser: Browser
  orgs: Map<string, SampleOrg>
  root: string
  scene: string
  size: Size
  theme: string
}

/** A page of the wall whose states are looked at one after the other. */
export interface Look {
  /** Lets the wall stand in this state; resolves to what is wrong with what is seen. */
  show(state: WallState): Promise<string[]>
  /** Texts of the elements of a kind. */
  texts(selector: string): Promise<string[]>
  /** Writes what is seen to a PNG file. */
  shoot(file: string): Promise<void>
  close(): Promise<void>
}

/** Opens the built wall with one scene on the sample province. Motion is off, so that what is seen is at rest. */
export async function openLook(options: LookOptions, first: WallState): Promise<Look> {
  const { browser, orgs, root, scene, size, theme } = options
  let state = first
  const server = await startWallServer({
    dist: path.resolve('dashboard/dist'),
    orgs,
    root,
    ...first.options,
    alter: picture => state.options.alter?.(picture),
    alterStatus: status => state.options.alterStatus?.(status),
    isEmpty: () => state.options.isEmpty?.() ?? false,
  })
  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' })
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  await page.goto(`${server.url}/?scene=${scene}&theme=${theme}`)
  await page
    .locator(first.shows ?? 'section.panel')
    .first()
    .waitFor()
  return {
    async show(next) {
      const before = await page.locator('main').getAttribute('data-sequence')
      if (next !== first || before !== null) {
        state = next
        server.advance()
        await page.locator(`main:not([data-sequence="${before}"])`).waitFor()
      }
      return [...(await atRest(page, size)), ...errors.splice(0)]
    },
    async texts(selector) {
      return (await page.locator(selector).allTextContents()).map(text => text.trim())
    },
    async shoot(file) {
      await page.screenshot({ path: file })
    },
    async close() {
      await page.close()
      await server.stop()
    },
  }
}

/** What is wrong with what is seen once nothing moves any more. */
async function atRest(page: Page, size: Size): Promise<string[]> {
  const until = Date.now() + REST_MS
  for (;;) {
    await wait(STEP_MS)
    const faults = await faultsOf(page, size)
    if (faults.length === 0 || Date.now() > until) return faults
  }
}

/** Panels that leave the wall, stand over each other or hold nothing, and texts that are cut, small or over each other. */
async function faultsOf(page: Page, size: Size): Promise<string[]> {
  const unit = Math.min(
    size.height / UNIT_HEIGHT,
    size.width / UNIT_WIDTHS[size.width / size.height > 3 ? 'wide' : 'standard'],
  )
  const panels = await boxes(page, 'section.panel, section.ticker, header.header')
  const outside = panels.filter(
    ({ left, top, right, bottom }) => left < 0 || top < 0 || right > size.width || bottom > size.height,
  )
  const over = panels.flatMap((panel, index) =>
    panels
      .slice(index + 1)
      .filter(other => overlap(panel, other))
      .map(other => `${panel.label} stands over ${other.label}`),
  )
  return [
    ...outside.map(({ label }) => `${label} leaves the wall`),
    ...over,
    ...(await emptyPanels(page)),
    ...(await cutTexts(page)).map(text => `cut: ${text}`),
    ...(await hardToRead(page, unit)),
  ]
}

interface Part {
  getAttribute(name: string): string | null
  querySelector(selector: string): Part | null
  textContent: string
}

/** Panels that hold neither words nor a drawing. */
function emptyPanels(page: Page): Promise<string[]> {
  return page.locator('section.panel').evaluateAll((panels: Part[]) =>
    panels
      .filter(panel => !panel.querySelector('.content canvas, .content svg, .skeleton'))
      .filter(panel => (panel.querySelector('.content')?.textContent ?? '').trim() === '')
      .map(panel => `${panel.getAttribute('aria-label')} is blank`),
  )
}
