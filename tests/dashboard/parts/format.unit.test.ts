import { describe, expect, it } from 'vitest'
import {
  formatChange,
  formatCompact,
  formatCompactValue,
  formatCount,
  formatDecimal,
  formatFen,
  formatFigure,
  formatHours,
  formatPointChange,
  formatRelativeChange,
  formatShare,
  formatValue,
} from '../../../dashboard/parts/format.ts'
import { FIGURE_STATES, stated } from '../../../warehouse/contract/figureState.ts'

describe('figures as text', () => {
  it('counts carry thousands separators, no base is a dash', () => {
    expect(formatCount(2_846_312)).toBe('2,846,312')
    expect(formatCount(0)).toBe('0')
    expect(formatCount(-1_234)).toBe('−1,234')
    expect(formatCount(null)).toBe('—')
  })

  it('money is told to the fen', () => {
    expect(formatFen(6_566_001)).toBe('65,660.01')
    expect(formatFen(5)).toBe('0.05')
    expect(formatFen(-150)).toBe('−1.50')
    expect(formatFen(null)).toBe('—')
  })

  it('a share has one decimal', () => {
    expect(formatShare(0.6834)).toBe('68.3%')
    expect(formatShare(1)).toBe('100.0%')
    expect(formatShare(null)).toBe('—')
  })

  it('a change tells its direction by sign and arrow, and nothing for 0', () => {
    expect(formatChange(1_319)).toBe('▲ +1,319')
    expect(formatChange(-12)).toBe('▼ −12')
    expect(formatChange(0)).toBe('0')
    expect(formatChange(null)).toBe('—')
  })

  it('a relative change and one of shares tell their direction unless they round to nothing', () => {
    expect([0.032, -0.011, 12.345, 0, 0.0004, -0.0004, null].map(formatRelativeChange)).toEqual([
      '▲ +3.2%',
      '▼ −1.1%',
      '▲ +1,234.5%',
      '0.0%',
      '0.0%',
      '0.0%',
      '—',
    ])
    expect([0.012, -0.25, null].map(formatPointChange)).toEqual(['▲ +1.2', '▼ −25.0', '—'])
  })

  it('minutes are told in hours, means and scores with one decimal, ranks and counts whole', () => {
    expect(formatHours(90)).toBe('1.5')
    expect(formatHours(74_070)).toBe('1,234.5')
    expect(formatDecimal(-2.25)).toBe('−2.3')
    expect(formatValue('小时', 60)).toBe('1.0')
    expect(formatValue('人/个', 19.24)).toBe('19.2')
    expect(formatValue('分', 71.25)).toBe('71.3')
    expect(formatValue('名', 3)).toBe('3')
    expect(formatCompactValue('小时', 9_100_000)).toBe('15.2万')
    expect(formatCompactValue('分', 71.26)).toBe('71.3')
  })

  it('short forms change to 万 and 亿 where rounding would overflow the smaller one', () => {
    expect(formatCompact(9_999)).toBe('9,999')
    expect(formatCompact(10_000)).toBe('1万')
    expect(formatCompact(123_456)).toBe('12.3万')
    expect(formatCompact(99_994_999)).toBe('9,999.5万')
    expect(formatCompact(99_995_000)).toBe('1亿')
    expect(formatCompact(234_000_000)).toBe('2.3亿')
    expect(formatCompactValue('元', 211_766_160)).toBe('211.8万')
    expect(formatCompactValue('%', 0.93)).toBe('93%')
  })

  it('a figure without a number is never 0, and every state has its own mark', () => {
    expect(formatFigure('人', { state: 'suppressed', value: null, k: 5 })).toBe('<5')
    const marks = FIGURE_STATES.flatMap(state =>
      state === 'value' || state === 'suppressed' ? [] : [formatFigure('人', { state, value: null })],
    )
    expect(marks).toEqual(['—', '未计算', '无记录', '未提供', '*'])
    expect(formatFigure('元', stated(100))).toBe('1.00')
    expect(formatValue('%', 0.5)).toBe('50.0%')
  })
})
