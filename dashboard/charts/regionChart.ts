import { markOf, meaningOf, type StatedFigure } from '../../warehouse/contract/figureState.ts'
import { figureInWords, figureWithUnit } from '../../warehouse/contract/figureText.ts'
import type { Unit } from '../../warehouse/contract/unit.ts'
import { classOf, type QuantileClass, stepOf } from '../parts/quantiles.ts'
import type { Region } from '../parts/regionShapes.ts'
import { baseOption, type ChartOption, plainText, tooltipFrame } from './frame.ts'
import type { ChartStyle } from './tokens.ts'

/** A region with its figure; without a number it is hatched. */
export type RegionValue = { region: Region; name: string } & StatedFigure

export interface RegionChart {
  /** Registered name, `region-<code>`; never `china`, which the library would draw over. */
  map: string
  title: string
  unit: Unit
  values: readonly RegionValue[]
  classes: readonly QuantileClass[]
  /** West, south, east, north, degrees. */
  bounds: readonly [number, number, number, number]
  /** Pixels of the place for the map. */
  box: { width: number; height: number }
}

/** Degrees of longitude are shorter than those of latitude, by the cosine of the middle latitude: so both scales are equal. */
export function aspectScaleOf(bounds: RegionChart['bounds']): number {
  return Math.cos(((bounds[1] + bounds[3]) / 2) * (Math.PI / 180))
}

/** Longer side of the largest map of these bounds that fits the box whole, pixels. */
export function fitMap(bounds: RegionChart['bounds'], box: RegionChart['box']): number {
  const [west, south, east, north] = bounds
  const aspect = ((east - west) / (north - south)) * aspectScaleOf(bounds)
  if (aspect > 1) return Math.min(box.width, box.height * aspect)
  return Math.min(box.height, box.width / aspect)
}

/**
 * Pixels from the top left of the box at which a place of the map is drawn: the map stands in the middle of its box, at
 * the scale of `fitMap`.
 */
export function pixelOf(
  bounds: RegionChart['bounds'],
  box: RegionChart['box'],
  [east, north]: readonly [number, number],
): { x: number; y: number } {
  const scaleX = aspectScaleOf(bounds)
  const aspect = ((bounds[2] - bounds[0]) / (bounds[3] - bounds[1])) * scaleX
  const longer = fitMap(bounds, box)
  const perDegree = (aspect > 1 ? longer / aspect : longer) / (bounds[3] - bounds[1])
  return {
    x: box.width / 2 + (east - (bounds[0] + bounds[2]) / 2) * scaleX * perDegree,
    y: box.height / 2 - (north - (bounds[1] + bounds[3]) / 2) * perDegree,
  }
}

/** Codes of the regions whose names have room; of those that would cover each other the larger figure keeps its name. */
export function labelledRegions(
  data: Pick<RegionChart, 'values' | 'bounds' | 'box'>,
  unit: number,
): Set<string> {
  const scaleX = aspectScaleOf(data.bounds)
  const aspect = ((data.bounds[2] - data.bounds[0]) / (data.bounds[3] - data.bounds[1])) * scaleX
  const longer = fitMap(data.bounds, data.box)
  const perDegree = (aspect > 1 ? longer / aspect : longer) / (data.bounds[3] - data.bounds[1])
  const placed: { x: number; y: number; width: number }[] = []
  const codes = new Set<string>()
  for (const { region } of [...data.values].sort((a, b) => (b.value ?? -1) - (a.value ?? -1))) {
    const place = {
      x: region.center[0] * scaleX * perDegree,
      y: region.center[1] * perDegree,
      width: region.shortName.length * 16 * unit,
    }
    const covered = placed.some(
      other =>
        Math.abs(other.x - place.x) < (other.width + place.width) / 2 &&
        Math.abs(other.y - place.y) < 16 * unit,
    )
    if (covered) continue
    placed.push(place)
    codes.add(region.code)
  }
  return codes
}

/** Regions in quantile classes of one hue. */
export function regionChartOption(data: RegionChart, style: ChartStyle): ChartOption {
  const { tokens, unit } = style
  const byCode = new Map(data.values.map(each => [each.region.code, each]))
  const labelled = labelledRegions(data, unit)
  const name = (params: { name: string }) => byCode.get(params.name)?.region.shortName ?? ''
  return {
    ...baseOption(style, describe(data)),
    tooltip: {
      ...tooltipFrame(style),
      formatter: (params: { name: string }) => plainText(detail(byCode.get(params.name), data.unit)),
    },
    geo: {
      map: data.map,
      aspectScale: aspectScaleOf(data.bounds),
      layoutCenter: ['50%', '50%'],
      layoutSize: fitMap(data.bounds, data.box),
      roam: false,
      label: {
        show: true,
        formatter: name,
        color: tokens.text,
        fontSize: 16 * unit,
        textBorderColor: tokens.ground,
        textBorderWidth: 3 * unit,
      },
      itemStyle: { areaColor: tokens.panel, borderColor: tokens.ground, borderWidth: 1.5 * unit },
      emphasis: {
        label: { color: tokens.text },
        itemStyle: { areaColor: 'inherit', borderColor: tokens.brand, borderWidth: 2.5 * unit },
      },
      select: { disabled: true },
      regions: data.values.map(each => ({
        name: each.region.code,
        label: { show: labelled.has(each.region.code) },
        itemStyle: {
          areaColor:
            tokens.mapSteps[stepOfRegion(each, data.classes, tokens.mapSteps.length)] ?? tokens.panel,
        },
      })),
    },
    series: [
      {
        // carries the hatching only, which the geo component cannot draw by itself
        id: 'regions',
        type: 'map',
        geoIndex: 0,
        map: data.map,
        data: data.values.map(each => ({
          name: each.region.code,
          value: each.value ?? Number.NaN,
          ...(stepOfRegion(each, data.classes, tokens.mapSteps.length) < 0
            ? { itemStyle: { decal: hatch(style) } }
            : {}),
        })),
      },
    ],
  }
}

/** Step of the colour scale, −1 without a figure. */
function stepOfRegion(each: RegionValue, classes: readonly QuantileClass[], steps: number): number {
  const index = each.value === null ? -1 : classOf(classes, each.value)
  return index < 0 ? -1 : stepOf(index, classes.length, steps)
}

function hatch({ tokens, unit }: ChartStyle) {
  return {
    symbol: 'rect',
    color: tokens.hairline,
    dashArrayX: [1, 0],
    dashArrayY: [2 * unit, 6 * unit],
    rotation: -Math.PI / 4,
  }
}

function detail(each: RegionValue | undefined, unit: Unit): string {
  if (!each) return ''
  return each.state === 'value'
    ? `${each.name}\n${figureWithUnit(each, unit)}`
    : `${each.name}\n${markOf(each)}（${meaningOf(each)}）`
}

function describe(data: RegionChart): string {
  const text = data.values.map(each => `${each.name} ${figureInWords(each, data.unit)}`)
  return `${data.title}，按地区：${text.join('，')}。`
}
