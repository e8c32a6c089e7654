import { describe, expect, it } from 'vitest'
import { type Box, boxes, cutTexts, type Node, overlap } from '../../support/browser/layout.ts'
import { WALLS, wallPage } from '../../support/browser/wallPage.ts'

const wall = wallPage()

describe('the wall at its four sizes', () => {
  it.each(WALLS)(
    '$width × $height: panels fill the wall without overlapping, nothing is cut, every canvas is sharp',
    async size => {
      await wall.open(size)
      await expect.poll(() => wall.page.locator('canvas').count()).toBeGreaterThanOrEqual(3)
      const panels = await boxes(wall.page, 'section.panel, header.header, section.ticker')
      expect(panels.length).toBe(size.width / size.height > 3 ? 12 : 9)
      for (const [index, panel] of panels.entries()) {
        expect(panel, panel.label).toSatisfy(
          (box: Box) => box.left >= 0 && box.top >= 0 && box.right <= size.width && box.bottom <= size.height,
        )
        for (const other of panels.slice(index + 1))
          expect(overlap(panel, other), `${panel.label} over ${other.label}`).toBe(false)
      }
      expect(await cutTexts(wall.page)).toEqual([])
      const dpr = await wall.page.evaluate<number>('devicePixelRatio')
      const canvases = await wall.page
        .locator('canvas')
        .evaluateAll((all: { width: number; clientWidth: number; height: number; clientHeight: number }[]) =>
          all.map(each => [each.width, each.clientWidth, each.height, each.clientHeight]),
        )
      for (const [width = 0, cssWidth = 0, height = 0, cssHeight = 0] of canvases) {
        expect(cssWidth).toBeGreaterThan(100)
        expect([width, height]).toEqual([cssWidth * dpr, cssHeight * dpr])
      }
      expect(wall.faults).toEqual([])
    },
  )

  it('stays sharp on a screen with a fractional pixel ratio', async () => {
    await wall.prepare({ viewport: { width: 1600, height: 900 }, deviceScaleFactor: 1.5 })
    await wall.page.goto(wall.server.url)
    const canvas = wall.page.locator('[data-map] canvas').first()
    await canvas.waitFor()
    const size = await canvas.evaluate((each: { width: number; clientWidth: number }) => [
      each.width,
      each.clientWidth,
    ])
    // the canvas has whole pixels
    expect(Math.abs((size[0] ?? 0) - (size[1] ?? 0) * 1.5)).toBeLessThan(1)
  })

  it('follows a change of the window', async () => {
    await wall.open(WALLS[0])
    const before = await wall.page.locator('h1').evaluate((node: Node) => node.getBoundingClientRect().height)
    await wall.page.setViewportSize({ width: 3840, height: 2160 })
    await expect
      .poll(() => wall.page.locator('h1').evaluate((node: Node) => node.getBoundingClientRect().height))
      .toBeCloseTo(before * 2, 0)
    const place = await wall.page.locator('[data-map]').boundingBox()
    await expect
      .poll(async () => (await wall.page.locator('[data-map] canvas').first().boundingBox())?.width)
      .toBeCloseTo(place?.width ?? 0, 0)
  })
})
