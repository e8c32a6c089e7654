import { countText } from '../../warehouse/contract/figureText.ts'
import type { TransferArc } from '../../warehouse/contract/picture.ts'
import { regionCodeOf } from '../parts/regionCodes.ts'
import type { Region } from '../parts/regionShapes.ts'
import { pixelOf, type RegionChart } from './regionChart.ts'

interface Point {
  x: number
  y: number
}

export interface MapArc {
  key: string
  path: string
  width: number
  from: Point
  to: Point
  title: string
}

/** Streams between two regions of a map that fills a box of pixels; `unit` pixels are one of the layout. Pure. */
export function planArcs(
  streams: readonly TransferArc[],
  { regions, bounds }: { regions: readonly Region[]; bounds: RegionChart['bounds'] },
  box: { width: number; height: number },
  unit: number,
): MapArc[] {
  if (box.width === 0 || box.height === 0) return []
  // below the names, so that no stream runs over one
  const below = (bounds[3] - bounds[1]) / 45
  const places = new Map(
    regions.map(({ code, center: [east, north] }) => [code, pixelOf(bounds, box, [east, north - below])]),
  )
  const most = Math.max(0, ...streams.map(({ count }) => count))
  return streams.flatMap(({ from, to, count }) => {
    const [start, end] = [from, to].map(({ regionCode }) => places.get(regionCodeOf(regionCode)))
    if (!start || !end) return []
    return [
      {
        key: `${from.regionCode} ${to.regionCode}`,
        from: start,
        to: end,
        path: arcPath(start, end),
        width: arcWidth(count, most, { least: 2 * unit, widest: 9 * unit }),
        title: `${from.name}到${to.name} ${countText(count)} 人`,
      },
    ]
  })
}

/** How far the middle of an arc stands off the straight line, as a share of its length. */
const BEND = 0.22

/** The SVG path of an arc that bends to the left of its way, so that there and back are two. Pure. */
export function arcPath(from: Point, to: Point): string {
  const middle = {
    x: (from.x + to.x) / 2 + (to.y - from.y) * BEND,
    y: (from.y + to.y) / 2 - (to.x - from.x) * BEND,
  }
  return `M${round(from.x)} ${round(from.y)}Q${round(middle.x)} ${round(middle.y)} ${round(to.x)} ${round(to.y)}`
}

/** Width of a stream by its share of the largest one: its area tells, so that small ones stay visible. Pure. */
export function arcWidth(
  count: number,
  most: number,
  { least, widest }: { least: number; widest: number },
): number {
  return most > 0 ? Math.max(least, widest * Math.sqrt(count / most)) : least
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
