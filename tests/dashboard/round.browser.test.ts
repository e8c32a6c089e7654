import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { figuresIn, type Picture, type Program } from '../../warehouse/contract/picture.ts'
import { openBrowser } from '../support/browser/browser.ts'
import { sampleProvince } from '../support/browser/wallPictures.ts'
import { startWallServer, type WallServer, type WallServerOptions } from '../support/browser/wallServer.ts'

/** The built page of Guangdong; the tests' set-up builds it. */
const dist = path.resolve('dashboard/dist')
const orgs = sampleProvince('440000', '广东省')

/** Quick, so that nobody waits: the settings give a scene ten seconds at the least. */
const program = (seconds: number, night: Program['night'] = null): Program => ({
  round: [
    { scene: 'overview', title: '总览', seconds },
    { scene: 'study', title: '学习与教育', seconds: 600 },
  ],
  resumeSeconds: 600,
  night,
})

let browser: Browser
let page: Page
let server: WallServer
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())
afterEach(async () => {
  await page.close()
  await server.stop()
})

async function open(options: Partial<WallServerOptions>, query = ''): Promise<void> {
  server = await startWallServer({ dist, orgs, root: '440000', ...options })
  page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  await page.goto(`${server.url}/${query}`)
  await page.locator('section.panel').first().waitFor()
}

const shown = () => page.locator('main').getAttribute('data-scene')

it('the next scene comes whole: at no moment is the wall without panels that hold figures', async () => {
  await open({ program: program(2) })
  await page.locator('[data-figure=MEM01]').waitFor()
  await page.evaluate(`
    window.bare = 0
    new MutationObserver(() => {
      const panels = document.querySelectorAll('section.panel')
      if (panels.length === 0 || document.querySelector('.skeleton, .nothing')) window.bare++
    }).observe(document.querySelector('main'), { childList: true, subtree: true })
  `)
  await expect.poll(shown, { timeout: 10_000 }).toBe('study')
  await page.locator('.panel svg path').first().waitFor()
  expect(await page.evaluate<number>('window.bare')).toBe(0)
  expect(await page.locator('.round [aria-current]').getAttribute('title')).toBe('学习与教育')
})

it('a scene whose parts cannot be fetched is left out, and the wall says why and stays', async () => {
  await open({ program: program(2), lose: file => file.includes('GridView') })
  await page.locator('.refusal').waitFor({ timeout: 10_000 })
  expect(await page.locator('.refusal').textContent()).toBe('▲ 画面“学习与教育”的部件暂时无法读取')
  expect(await shown()).toBe('overview')
  await expect.poll(() => server.subscriptions.at(-1)?.scene).toBe('overview')
})

/** Nothing of the scene is told by any source. */
function untell(scene: string): (picture: Picture) => void {
  return picture => {
    if (picture.scene !== scene) return
    for (const panel of Object.values(picture.panels))
      for (const figure of figuresIn(panel.content)) {
        Object.assign(figure, {
          state: 'unknown_source',
          value: null,
          rows: [],
          points: [],
          items: [],
          courses: [],
        })
      }
  }
}

it('a scene that no source tells of is left out, and its mark says so and leads to it all the same', async () => {
  const told = { ...program(2) }
  told.round = [...told.round, { scene: 'dues', title: '团费', seconds: 600 }]
  await open({ program: told, alter: untell('study') })
  await page.evaluate(`
    window.seen = []
    new MutationObserver(() => window.seen.push(document.querySelector('main').dataset.scene))
      .observe(document.querySelector('main'), { attributes: true, attributeFilter: ['data-scene'] })
  `)
  await expect.poll(shown, { timeout: 10_000 }).toBe('dues')
  expect(await page.evaluate<string[]>('window.seen')).toEqual(['dues'])
  const mark = page.locator('.round .out')
  expect(await mark.getAttribute('title')).toBe('学习与教育（来源系统未提供，轮播跳过）')
  await mark.click()
  await expect.poll(shown).toBe('study')
})

it('it stands after a key was pressed, and says for how long; a mark leads to its scene', async () => {
  await open({ program: program(600) })
  await page.keyboard.press('Tab')
  await page.locator('.paused').waitFor()
  expect(await page.locator('.paused').textContent()).toMatch(/^Ⅱ \d+ 秒后继续$/)
  await page.locator('.round button').nth(1).click()
  await expect.poll(shown).toBe('study')
})

it('a wall that was asked for one scene plays none', async () => {
  await open({ program: program(1) }, '?scene=overview')
  await page.locator('[data-figure=MEM01]').waitFor()
  expect(await page.locator('.round').count()).toBe(0)
  expect(server.subscriptions.map(({ scene }) => scene)).toEqual(['overview'])
})

it('a new red alert brings its scene forward, and stands in the strip with what, where, since when and who has it', async () => {
  let isRaised = false
  await open({
    program: program(600),
    alter(picture: Picture) {
      const first = picture.alerts?.first[0]
      if (!picture.alerts || !first || !isRaised) return
      const words = '参评率低于预警线'
      const judgedOn = '2099-01-01'
      const raised = { id: 'new', rule: 'A12', raisedOn: judgedOn, words, scene: 'study' }
      picture.alerts.judgedOn = judgedOn
      picture.alerts.first = [{ ...first, ...raised, severity: 'red' }]
    },
  })
  await page.locator('.alert').waitFor()
  isRaised = true
  server.advance()
  await expect.poll(shown).toBe('study')
  expect(await page.locator('.alert.red').textContent()).toMatch(
    /红色.*参评率低于预警线.*\d\d-\d\d 起 · .*待确认/,
  )
})

it('by night it is dimmed and nothing moves', async () => {
  await open({ program: program(600, { from: 0, to: 1_439 }) })
  await page.locator('.night').waitFor()
})

it('a panel tells its definitions when its title is pressed, and closes by Escape without leaving the place', async () => {
  await open({ program: program(600) })
  await page.locator('[data-figure=MEM01]').waitFor()
  await page.locator('section.panel h2 button').first().click()
  const detail = page.locator('[role=dialog]')
  await detail.waitFor()
  expect(await detail.textContent()).toMatch(/MEM01[\s\S]*期末/)
  await page.keyboard.press('Escape')
  await detail.waitFor({ state: 'detached' })
})
