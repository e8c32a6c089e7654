import { describe, expect, it } from 'vitest'
import { type ComparedColumns, comparedColumnsOption } from '../../../dashboard/charts/comparedColumns.ts'
import { plainText, shareEnd } from '../../../dashboard/charts/frame.ts'
import { monthColumnsOption } from '../../../dashboard/charts/monthColumns.ts'
import { monthLineOption } from '../../../dashboard/charts/monthLine.ts'
import {
  aspectScaleOf,
  fitMap,
  labelledRegions,
  pixelOf,
  type RegionChart,
  regionChartOption,
} from '../../../dashboard/charts/regionChart.ts'
import { type ReportBars, reportBarsOption } from '../../../dashboard/charts/reportBars.ts'
import { reportTrendOption } from '../../../dashboard/charts/reportTrend.ts'
import type { ChartStyle } from '../../../dashboard/charts/tokens.ts'
import { quantileClasses } from '../../../dashboard/parts/quantiles.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import { chartStyle as style } from '../../support/browser/chartStyle.ts'

const points = (...values: (number | null)[]) =>
  values.map((value, index) => ({ bucket: `2026-${String(index + 1).padStart(2, '0')}`, ...stated(value) }))

/** Every font size of an option, wherever it stands. */
function fontSizes(option: unknown): number[] {
  if (typeof option !== 'object' || option === null) return []
  return Object.entries(option).flatMap(([key, value]) =>
    key === 'fontSize' ? [Number(value)] : fontSizes(value),
  )
}

/** Dues paid against dues due, by month. */
const dues = (due: ComparedColumns['points'], paid: ComparedColumns['points']): ComparedColumns => ({
  title: '团费走势',
  unit: '元',
  color: 2,
  label: '实收',
  points: paid,
  against: { label: '应缴', points: due },
})
const chart: RegionChart = {
  map: 'region-440000',
  unit: '人',
  title: '团员总数',
  values: [
    {
      region: { code: '440100', name: '广州市', shortName: '广州', center: [113, 23] },
      name: '广州市',
      ...stated(90),
    },
    {
      region: { code: '440200', name: '韶关市', shortName: '韶关', center: [113, 24] },
      name: '韶关市',
      ...stated(10),
    },
    {
      region: { code: '440300', name: '深圳市', shortName: '深圳', center: [114, 22] },
      name: '深圳市',
      state: 'suppressed',
      value: null,
      k: 5,
    },
  ],
  classes: quantileClasses([10, 90]),
  bounds: [109, 20, 117, 26],
  box: { width: 900, height: 500 },
}

const bars: ReportBars = {
  title: '签到时长',
  unit: '小时',
  color: 1,
  rows: [
    { name: '天河区', ...stated(5_430) },
    { name: '越秀区', state: 'suppressed', value: null, k: 3 },
    { name: '海珠区', ...stated(null) },
  ],
}

const uprightBars: ReportBars = {
  title: '团员总数',
  unit: '人',
  rows: [
    { name: '广州', ...stated(90) },
    { name: '省直属机关团工委', state: 'suppressed_with', value: null },
    { name: '深圳', ...stated(null) },
  ],
  color: 0,
}
const lying = (data: ReportBars, of: ChartStyle) => reportBarsOption(data, { bars: 'lying' }, of)
const upright = (data: ReportBars, of: ChartStyle, width = 900) =>
  reportBarsOption(data, { bars: 'upright', width }, of)

describe('chart options', () => {
  it.each([
    [
      'columns',
      (of: ChartStyle) =>
        monthColumnsOption({ title: '新发展团员', unit: '人', points: points(5, 7), color: 0 }, of),
    ],
    [
      'line',
      (of: ChartStyle) =>
        monthLineOption({ title: '团员总数', unit: '人', points: points(5, 7), color: 0 }, of),
    ],
    [
      'compared columns',
      (of: ChartStyle) => comparedColumnsOption(dues(points(500, 700), points(400, 600)), of),
    ],
    ['map', (of: ChartStyle) => regionChartOption(chart, of)],
    ['lying bars', (of: ChartStyle) => lying(bars, of)],
    [
      'report trend',
      (of: ChartStyle) =>
        reportTrendOption(
          { title: '实收团费', unit: '元', shape: 'columns', points: points(5, 7), color: 2 },
          of,
        ),
    ],
    ['upright bars', (of: ChartStyle) => upright(uprightBars, of)],
  ])(
    '%s: no text below 16 units, all of them grow with the unit, and it can be told in words',
    (_, option) => {
      const sizes = fontSizes(option(style))
      expect(sizes.length).toBeGreaterThan(0)
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16)
      expect(fontSizes(option({ ...style, unit: 2 }))).toEqual(sizes.map(size => size * 2))
      expect(option(style).aria).toMatchObject({
        enabled: true,
        label: { description: expect.stringMatching(/.{10,}/) },
        decal: { show: false },
      })
      expect(option({ ...style, still: true }).animation).toBe(false)
    },
  )

  it('columns: the running month stands apart from the finished ones', () => {
    const option = monthColumnsOption(
      { title: '新发展团员', unit: '人', points: points(5, null, 7), color: 1 },
      style,
    )
    expect(option.series).toMatchObject([
      { data: [{ value: 5, itemStyle: {} }, { value: null }, { value: 7, itemStyle: { opacity: 0.45 } }] },
    ])
    expect(option.aria).toMatchObject({
      label: { description: '新发展团员，近 3 个月：26年1月 5 人，2月 本期没有可计算的数据，3月 7 人。' },
    })
  })

  it('compared columns: both figures stand on the same months, a missing one is a hole and not 0', () => {
    const option = comparedColumnsOption(
      dues(points(500, 700), [{ bucket: '2026-02', ...stated(600) }]),
      style,
    )
    expect(option.series).toMatchObject([
      { id: 'against', data: [500, 700] },
      { id: 'months', data: [null, 600] },
    ])
  })

  it('rows of a report: a hidden figure is its mark in place of a bar, told in words and never drawn as 0', () => {
    const option = upright(uprightBars, style)
    const marked = (formatter: string) => ({ value: 0, label: { show: true, formatter } })
    expect(option.series).toMatchObject([{ data: [90, marked('*'), marked('—')] }])
    const [bars] = [
      upright(
        {
          ...uprightBars,
          rows: [
            { name: '广州', state: 'not_computed', value: null },
            { name: '深圳', state: 'suppressed', value: null, k: 10 },
          ],
        },
        style,
      ).series,
    ].flat()
    expect(bars).toMatchObject({ data: [marked('未\n计\n算'), marked('<10')] })
    expect(option.aria).toMatchObject({
      label: {
        description:
          '团员总数：广州 90 人，省直属机关团工委 *（由它可推算出被隐藏的人数，一并不显示），深圳 —（本期没有可计算的数据）。',
      },
    })
  })

  it('rows of a report: names fit between their neighbours, in two lines or upright', () => {
    const labels = (width: number) => {
      const { xAxis } = upright(uprightBars, style, width)
      if (typeof xAxis !== 'object' || xAxis === null || !('axisLabel' in xAxis)) throw new Error('no labels')
      return xAxis.axisLabel
    }
    expect(labels(900)).toMatchObject({ rotate: 0 })
    expect(labels(160)).toMatchObject({ rotate: 90 })
    const text = (width: number, name: string): unknown => {
      const label = labels(width)
      if (typeof label !== 'object' || label === null || !('formatter' in label)) return undefined
      return typeof label.formatter === 'function' ? label.formatter(name) : undefined
    }
    expect(text(900, '省直属机关团工委')).toBe('省直属机关团工委')
    expect(text(280, '省直属机关团工委')).toBe('省直属机\n关团工委')
    expect(text(230, '省直属机关团工委')).toBe('省直属\n机关…')
    expect(text(160, '省直属机关团工委')).toBe('省直属…')
  })

  it('map: coloured by class, hatched without a figure, the suppressed figure nowhere', () => {
    const option = regionChartOption(chart, style)
    expect(option.geo).toMatchObject({
      map: 'region-440000',
      regions: [
        { name: '440100', itemStyle: { areaColor: 'm5' } },
        { name: '440200', itemStyle: { areaColor: 'm1' } },
        { name: '440300', itemStyle: { areaColor: '#111' } },
      ],
    })
    expect(option.series).toMatchObject([
      { id: 'regions', data: [{ name: '440100' }, {}, { itemStyle: { decal: { symbol: 'rect' } } }] },
    ])
    expect(option.aria).toMatchObject({
      label: {
        description: '团员总数，按地区：广州市 90 人，韶关市 10 人，深圳市 少于 5 人，为保护个人信息不显示。',
      },
    })
  })

  it('map: a region that would be covered by a larger one is not named', () => {
    const crowd = ['深圳', '罗湖', '梅州'].map((shortName, index) => ({
      region: {
        code: String(index),
        name: shortName,
        shortName,
        center: [index === 2 ? 116 : 114 + index / 100, 22.5] as const,
      },
      name: shortName,
      ...stated([5, 9, 1][index] ?? null),
    }))
    expect(labelledRegions({ ...chart, values: crowd }, 1)).toEqual(new Set(['1', '2']))
  })

  it('tooltips are plain text, so that a name cannot become markup', () => {
    expect(plainText('<img src=x> & co')).toBe('&lt;img src=x&gt; &amp; co')
  })

  it('map: a place stands where the map is drawn', () => {
    const box = { width: 900, height: 500 }
    const middle = pixelOf([109, 20, 117, 26], box, [113, 23])
    expect(middle).toEqual({ x: 450, y: 250 })
    const north = pixelOf([109, 20, 117, 26], box, [113, 26])
    const east = pixelOf([109, 20, 117, 26], box, [117, 23])
    expect(north.y).toBeCloseTo(0)
    expect(east.x - 450).toBeCloseTo((4 / 3) * 250 * aspectScaleOf([109, 20, 117, 26]))
  })

  it('map: fits its place whole with equal scales', () => {
    expect(aspectScaleOf([109, 20, 117, 26])).toBeCloseTo(Math.cos((23 * Math.PI) / 180))
    for (const box of [
      { width: 900, height: 500 },
      { width: 500, height: 900 },
      { width: 400, height: 400 },
    ]) {
      for (const bounds of [
        [109, 20, 117, 26],
        [113, 20, 114, 26],
      ] as const) {
        const aspect = ((bounds[2] - bounds[0]) / (bounds[3] - bounds[1])) * aspectScaleOf(bounds)
        const longer = fitMap(bounds, box)
        const [width, height] = aspect > 1 ? [longer, longer / aspect] : [longer * aspect, longer]
        expect(width).toBeLessThanOrEqual(box.width + 1e-9)
        expect(height).toBeLessThanOrEqual(box.height + 1e-9)
        expect(Math.max(width / box.width, height / box.height)).toBeCloseTo(1)
      }
    }
  })

  it('report bars: in the order of the table, hidden and missing ones named and never 0', () => {
    const option = lying(bars, style)
    expect(option.yAxis).toMatchObject({ inverse: true, data: ['天河区', '越秀区', '海珠区'] })
    expect(option.aria).toMatchObject({
      label: {
        description:
          '签到时长：天河区 90.5 小时，越秀区 <3（少于 3 人，为保护个人信息不显示），海珠区 —（本期没有可计算的数据）。',
      },
    })
  })

  it('a line on a scale that does not begin at 0 has no fill, and a scale of shares ends at 100 %', () => {
    const data = { title: '收缴率', unit: '%' as const, points: points(0.96, 0.98, 0.97), color: 0 }
    for (const option of [
      reportTrendOption({ ...data, shape: 'line' }, style),
      monthLineOption(data, style),
    ]) {
      expect(JSON.stringify(option.series)).not.toContain('areaStyle')
      expect(option).toMatchObject({ xAxis: { animation: false }, yAxis: { animation: false } })
    }
    expect([
      shareEnd(true)({ min: 0.96, max: 0.98 }),
      shareEnd(false)({ min: 0.2, max: 0.9 }),
      shareEnd(false)({ min: 0, max: 0.3 }),
      shareEnd(false)({ min: 0.2, max: 1.2 }),
    ]).toEqual([1, 1, null, null])
  })

  it('report trend: what happened stands as columns from 0, what there was as a line near its values', () => {
    const data = { title: '收缴率', unit: '%' as const, points: points(0.9, null, 0.95), color: 0 }
    const line = reportTrendOption({ ...data, shape: 'line' }, style)
    expect([line.series, line.yAxis]).toMatchObject([
      [{ type: 'line', data: [0.9, null, 0.95] }],
      { scale: true },
    ])
    const columns = reportTrendOption({ ...data, shape: 'columns' }, style)
    expect([columns.series, columns.yAxis]).toMatchObject([[{ type: 'bar' }], { scale: false }])
    expect(line.aria).toMatchObject({
      label: { description: '收缴率，近 3 个月：26年1月 90.0%，2月 本期没有可计算的数据，3月 95.0%。' },
    })
  })
})
