import { describe, expect, it } from 'vitest'
import { placeOfName } from '../../../warehouse/contract/orgName.ts'
import type { Node } from '../../support/browser/layout.ts'
import { CITIES, wallPage } from '../../support/browser/wallPage.ts'

const wall = wallPage()

describe('drilling', () => {
  it('goes into every city by keyboard and back by Escape', async () => {
    await wall.open()
    for (const city of CITIES) {
      await wall.page.locator(`.ranking button[title="${placeOfName(city.name)}"]`).press('Enter')
      await expect.poll(wall.shownOrg).toBe(city.id)
      // 东莞 and 中山 have no counties in law: their own outline
      await expect
        .poll(wall.mapName)
        .toMatch(city.id === '441900' || city.id === '442000' ? `outline-${city.id}` : `region-${city.id}`)
      expect(await wall.page.locator('.ranking button').count()).toBeGreaterThanOrEqual(3)
      await wall.page.keyboard.press('Escape')
      await expect.poll(wall.shownOrg).toBe('440000')
      await expect.poll(wall.mapName).toBe('region-440000')
    }
    expect(wall.faults).toEqual([])
  })

  it('goes from the map to a city, on to a county with its own outline, and stays there over a reload', async () => {
    await wall.open()
    const map = await wall.page.locator('[data-map]').boundingBox()
    // a click on the middle of the province opens whatever city lies there
    await expect
      .poll(async () => {
        await wall.page.mouse.click(
          (map?.x ?? 0) + (map?.width ?? 0) * 0.5,
          (map?.y ?? 0) + (map?.height ?? 0) * 0.45,
        )
        return wall.shownOrg()
      })
      .toMatch(/^44\d\d00$/)
    await expect.poll(wall.mapName).toMatch(/^region-44(?!0000)/)
    await wall.page.locator('.ranking button').first().click()
    await expect.poll(wall.mapName).toMatch(/^outline-44\d{4}$/)
    const county = await wall.shownOrg()
    await wall.page.reload()
    await expect.poll(wall.shownOrg).toBe(county)
    await wall.page.locator('.back').click()
    await expect.poll(wall.mapName).toMatch(/^region-/)
    expect(wall.faults).toEqual([])
  })

  it('keeps one chart for each place, however often it is done', async () => {
    await wall.open()
    await expect.poll(() => wall.page.locator('[_echarts_instance_]').count()).toBe(3)
    const marked = await wall.page
      .locator('[_echarts_instance_]')
      .evaluateAll((nodes: Node[]) => nodes.map(node => node.getAttribute('_echarts_instance_')))
    for (const city of CITIES.slice(0, 4)) {
      await wall.page.locator(`.ranking button[title="${placeOfName(city.name)}"]`).press('Enter')
      await expect.poll(wall.shownOrg).toBe(city.id)
      await wall.page.keyboard.press('Escape')
      await expect.poll(wall.shownOrg).toBe('440000')
    }
    const after = await wall.page
      .locator('[_echarts_instance_]')
      .evaluateAll((nodes: Node[]) => nodes.map(node => node.getAttribute('_echarts_instance_')))
    expect(after).toEqual(marked)
  })

  it('organisations without a region stand below the map, none is dropped', async () => {
    await wall.open()
    expect(await wall.page.locator('.beside li').allTextContents()).toEqual([
      expect.stringContaining('省直属机关团工委'),
      expect.stringContaining('省属普通高等学校'),
    ])
  })
})
