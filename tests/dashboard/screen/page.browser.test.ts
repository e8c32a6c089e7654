import { describe, expect, it } from 'vitest'
import type { AccountInfo } from '../../../api/contract.ts'
import { placeOfName } from '../../../warehouse/contract/orgName.ts'
import { boxes } from '../../support/browser/layout.ts'
import { CITIES, WALLS, wallPage } from '../../support/browser/wallPage.ts'

/** West, south, east, north of the map of Guangdong, degrees. */
const BOUNDS_OF_GUANGDONG = [109.654937, 20.211718, 117.192935, 25.516771] as const

const wall = wallPage()

describe('the page', () => {
  it('asks nobody but its own server, and lives without inline scripts and styles', async () => {
    await wall.prepare()
    const outside: string[] = []
    const faults: string[] = []
    wall.page.on('request', request => {
      if (!request.url().startsWith(wall.server.url)) outside.push(request.url())
    })
    wall.page.on('console', message => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await wall.page.goto(wall.server.url)
    await wall.page.locator('[data-map] canvas').first().waitFor()
    // tooltips are the place where the chart library would write markup with inline styles
    await expect
      .poll(async () => {
        await wall.page.mouse.move(0, 0)
        await wall.page.locator('[data-map]').hover()
        return wall.page.locator('[data-map] > div').last().textContent()
      })
      .toMatch(/[市区县]\n[\d,]+ 人/)
    expect(
      await wall.page.evaluate<number>("[...document.fonts].filter(face => face.status === 'loaded').length"),
    ).toBeGreaterThan(2)
    expect(outside).toEqual([])
    expect(faults).toEqual([])
  })

  it('says 示意图 below the map, which is not called china', async () => {
    await wall.open()
    await expect.poll(wall.mapName).toBe('region-440000')
    const label = wall.page.locator('[data-approval]')
    expect(await label.textContent()).toBe('示意图')
    const [map, approval] = [await wall.page.locator('[data-map]').boundingBox(), await label.boundingBox()]
    expect(approval?.y).toBeGreaterThanOrEqual((map?.y ?? 0) + (map?.height ?? 0) - 1)
    expect(approval?.x).toBeCloseTo(map?.x ?? Number.NaN, 0)
  })

  it('draws the map with equal scales in both directions', async () => {
    await wall.open()
    // two capes of the outline, found as the outermost painted pixels: their distances must be in the ratio of the ground
    const extent = () =>
      wall.page
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
    await wall.open(WALLS[0], '?decal=on')
    await expect.poll(() => wall.page.locator('[data-map]').getAttribute('aria-label')).toContain('广州市')
    expect(wall.faults).toEqual([])
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
    await wall.open(WALLS[0], '', { account })
    const link = wall.page.locator('a.reports')
    expect(await link.getAttribute('href')).toBe('/reports/')
    const header = await boxes(wall.page, 'header.header, header.header > *')
    expect(header.length).toBeGreaterThan(1)
    expect(header.filter(box => box.right > 1920 || box.left < 0)).toEqual([])
    await wall.page.locator(`.ranking button[title="${placeOfName(CITIES[0]?.name ?? '')}"]`).press('Enter')
    await expect.poll(() => link.getAttribute('href')).toBe(`/reports/?org=${CITIES[0]?.id}`)
    expect(wall.faults).toEqual([])
  })

  it('is not there when nobody is signed in', async () => {
    await wall.open()
    await wall.page.locator('.state.live').waitFor()
    expect(await wall.page.locator('a.reports').count()).toBe(0)
  })
})
