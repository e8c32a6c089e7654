import { approval, files } from 'virtual:region-files'
import { registerMap } from './echarts.ts'
import { cityCodeOf, provinceCodeOf, regionCodeOf } from './regionCodes.ts'
import { type Geometry, outlineBounds, type Region, type RegionFile, regionsOf } from './regionShapes.ts'

export type { Region } from './regionShapes.ts'

export { approval }

/** A map that is registered with the chart library under `name`. */
export interface RegionMap {
  /** `region-<code>`, or `outline-<code>` for one region alone. */
  name: string
  /** Code of the region that the map shows. */
  code: string
  /** True when it shows the region alone because no file has its parts (东莞, 中山, every county). */
  outline: boolean
  regions: readonly Region[]
  /** West, south, east, north, degrees. */
  bounds: readonly [number, number, number, number]
}

const loaded = new Map<string, Promise<RegionFile>>()
const registered = new Map<string, RegionMap>()

/**
 * The map of a region by its administrative code: with its parts when there is a file of it, else its own outline out of
 * the file of its city or province. Null when this build has no map of it. Rejects when the file could not be fetched;
 * asking again tries again.
 */
export async function regionMapOf(code: string): Promise<RegionMap | null> {
  const known = registered.get(code)
  if (known) return known
  const own = files[code]
  if (own) {
    const file = await fetchFile(own)
    return register(`region-${code}`, code, false, file.features)
  }
  for (const parent of [cityCodeOf(code), provinceCodeOf(code)]) {
    const address = parent === code ? undefined : files[parent]
    if (!address) continue
    const file = await fetchFile(address)
    const feature = file.features.find(each => regionCodeOf(each.properties.adcode) === code)
    if (feature) return register(`outline-${code}`, code, true, [feature])
  }
  return null
}

function fetchFile(address: string): Promise<RegionFile> {
  const known = loaded.get(address)
  if (known) return known
  const file = fetch(address).then(async answer => {
    if (!answer.ok) throw new Error(`地图文件 ${address} 无法读取（HTTP ${answer.status}）`)
    const body: RegionFile = await answer.json()
    return body
  })
  loaded.set(address, file)
  // a failure is not kept: the wall tries again with the next picture
  file.catch(() => loaded.delete(address))
  return file
}

function register(name: string, code: string, outline: boolean, features: RegionFile['features']): RegionMap {
  const regions = regionsOf(features)
  const map: RegionMap = { name, code, outline, regions, bounds: outlineBounds(features) }
  registerMap(name, geoJsonOf(features, regions))
  registered.set(code, map)
  return map
}

/** The library joins by `name` and labels at `cp`; shapes are handed on unchanged. */
function geoJsonOf(features: RegionFile['features'], regions: readonly Region[]) {
  return {
    type: 'FeatureCollection' as const,
    features: features.map((feature, index) => ({
      type: 'Feature' as const,
      properties: { name: regions[index]?.code ?? '', cp: [...(regions[index]?.center ?? [0, 0])] },
      geometry: feature.geometry satisfies Geometry,
    })),
  }
}
