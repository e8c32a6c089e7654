import { shortRegionName } from '../../warehouse/contract/orgName.ts'
import { cityCodeOf, regionCodeOf } from './regionCodes.ts'

type Position = [number, number]

export type Geometry =
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] }

/** What the wall reads of a map file. Coordinates are GCJ-02 degrees. */
export interface RegionFile {
  type: 'FeatureCollection'
  features: {
    type: 'Feature'
    properties: { adcode: number | string; name: string; center?: Position; centroid?: Position }
    geometry: Geometry
  }[]
}

export interface Region {
  code: string
  name: string
  /** Name on the map, 广州市 → 广州. */
  shortName: string
  /** Where its name and its marks stand, degrees. */
  center: readonly [number, number]
}

export function regionsOf(features: RegionFile['features']): Region[] {
  return features.map(({ properties, geometry }) => ({
    code: regionCodeOf(properties.adcode),
    name: properties.name,
    shortName: shortRegionName(properties.name),
    center: properties.centroid ?? properties.center ?? middleOf(boundsOf(geometry)),
  }))
}

/** West, south, east, north over all features, degrees. */
export function outlineBounds(features: RegionFile['features']): [number, number, number, number] {
  const all = features.map(feature => boundsOf(feature.geometry))
  return [
    Math.min(...all.map(each => each[0])),
    Math.min(...all.map(each => each[1])),
    Math.max(...all.map(each => each[2])),
    Math.max(...all.map(each => each[3])),
  ]
}

/** The region of a map in which something with this code lies: itself, or the city that holds the county. */
export function regionHolding(regions: readonly Region[], code: string): Region | undefined {
  const own = regionCodeOf(code)
  return (
    regions.find(region => region.code === own) ?? regions.find(region => region.code === cityCodeOf(own))
  )
}

function boundsOf(geometry: Geometry): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  for (const polygon of polygons) {
    for (const [x, y] of polygon[0] ?? []) {
      bounds[0] = Math.min(bounds[0], x)
      bounds[1] = Math.min(bounds[1], y)
      bounds[2] = Math.max(bounds[2], x)
      bounds[3] = Math.max(bounds[3], y)
    }
  }
  return bounds
}

function middleOf([west, south, east, north]: [number, number, number, number]): [number, number] {
  return [(west + east) / 2, (south + north) / 2]
}
