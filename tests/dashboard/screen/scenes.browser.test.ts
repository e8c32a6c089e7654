import { describe, expect, it } from 'vitest'
import { SCENES } from '../../../warehouse/catalogue/scenes.ts'
import { STAGES } from '../../../warehouse/contract/scene.ts'
import { type Box, boxes, cutTexts, hardToRead, overlap } from '../../support/browser/layout.ts'
import { WALLS, wallPage } from '../../support/browser/wallPage.ts'

const wall = wallPage()

/** Every scene of the catalogue must stand at both layouts without a picture of it in this test. */
describe.each([...SCENES])('the scene %s', (id, scene) => {
  it.each(Object.values(STAGES))('stands at $width × $height, each panel whole, in its place', async size => {
    await wall.open(size, `?scene=${id}`)
    const name = size.width > 1920 ? 'wide' : 'standard'
    const { areas, foot } = scene.layouts[name]
    const panels = await boxes(wall.page, 'section.panel, section.ticker')
    expect(panels).toHaveLength(new Set([...areas.flat(), ...(foot ? [foot] : [])]).size)
    for (const [index, panel] of panels.entries()) {
      expect(panel, panel.label).toSatisfy(
        (box: Box) => box.left >= 0 && box.top >= 0 && box.right <= size.width && box.bottom <= size.height,
      )
      for (const other of panels.slice(index + 1))
        expect(overlap(panel, other), `${panel.label} over ${other.label}`).toBe(false)
    }
    // drawings come with the size of their place
    await expect.poll(() => cutTexts(wall.page)).toEqual([])
    expect(await hardToRead(wall.page, 1)).toEqual([])
    expect(wall.faults).toEqual([])
  })
})

describe('a scene of its own', () => {
  it('is named in the header, asked for by the address, and kept over a reload and in every place', async () => {
    await wall.open(WALLS[0], '?scene=dues')
    expect(await wall.page.locator('h1').textContent()).toBe('团数 · 广东共青团大屏 · 团费')
    await wall.page.locator('.ranking button').first().click()
    await expect.poll(wall.shownOrg).toMatch(/^44\d\d00$/)
    await wall.page.reload()
    await expect.poll(() => wall.page.locator('main').getAttribute('data-scene')).toBe('dues')
    expect(new Set(wall.server.subscriptions.map(({ scene }) => scene))).toEqual(new Set(['dues']))
    expect(wall.faults).toEqual([])
  })

  it('that is not there is answered by a sentence in place of the panels', async () => {
    await wall.prepare()
    await wall.page.goto(`${wall.server.url}/?scene=none`)
    await expect
      .poll(() => wall.page.locator('.nothing').textContent())
      .toBe(
        '▲ 没有名为“none”的画面，可选：activities（活动与服务）、dues（团费）、moves（发展与流动）、organisations（组织建设）、overview（总览）、progress（推进与预警）、protection（权益与队伍）、study（学习与教育）',
      )
    expect(await wall.page.locator('section.panel').count()).toBe(0)
  })
})
