import { describe, expect, it } from 'vitest'
import { barsCaption, medianOf, reportBarsOption } from '../../../dashboard/charts/reportBars.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import { chartStyle as style } from '../../support/browser/chartStyle.ts'

describe('the median of bars', () => {
  it('is that of the figures that have a number, and none of fewer than three', () => {
    const hidden = { state: 'suppressed_with', value: null } as const
    expect(medianOf([stated(0.9), hidden, stated(0.1), stated(0.5)])).toBe(0.5)
    expect(medianOf([4, 1, 3, 2].map(stated))).toBe(2.5)
    expect(medianOf([stated(1), stated(2), hidden])).toBeNull()
  })

  it('is a line across the bars, named above them and in words; without it there is none', () => {
    const rows = ['甲', '乙', '丙'].map((name, i) => ({ name, ...stated(i / 10) }))
    const bars = { title: '收缴率', unit: '%' as const, rows, color: 0 }
    const option = reportBarsOption({ ...bars, median: 0.1 }, { bars: 'lying' }, style)
    expect(option.series).toMatchObject([
      { id: 'rows' },
      {
        id: 'median',
        data: [
          [0.1, 0],
          [0.1, 1],
          [0.1, 2],
        ],
      },
    ])
    expect(JSON.stringify(option.aria)).toContain('中位数 10.0%')
    expect(barsCaption({ ...bars, median: 0.1 })).toBe('收缴率（%），虚线为中位数 10.0%')
    expect(barsCaption(bars)).toBe('收缴率（%）')
    expect(reportBarsOption(bars, { bars: 'lying' }, style).series).toHaveLength(1)
  })
})
