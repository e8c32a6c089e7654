import { describe, expect, it } from 'vitest'
import type { StatedFigure } from '../../../warehouse/contract/figureState.ts'
import {
  changeText,
  changeWithUnit,
  compactText,
  countText,
  figureInWords,
  figureText,
  figureWithUnit,
  gainText,
  valueText,
  valueWithUnit,
} from '../../../warehouse/contract/figureText.ts'

describe('a value', () => {
  it.each([
    [2_846_312, '人', '2,846,312 人'],
    [0, '个', '0 个'],
    [-1_234, '人次', '−1,234 人次'],
    [123_456_789_012_345, '元', '1,234,567,890,123.45 元'],
    [5, '元', '0.05 元'],
    [-150, '元', '−1.50 元'],
    [0.6834, '%', '68.3%'],
    [0.5745, '%', '57.5%'],
    [21.912, '%', '2,191.2%'],
    [-0.00004, '%', '0.0%'],
    [74_070, '小时', '1,234.5 小时'],
    [-2.25, '人/个', '−2.3 人/个'],
    [71.25, '分', '71.3 分'],
    [3, '名', '3 名'],
    [null, '%', '—'],
  ] as const)('%s in %s is %s', (value, unit, text) => {
    expect(valueWithUnit(value, unit)).toBe(text)
    expect(valueText(value, unit)).toBe(text.split(' ')[0])
  })

  it('of a count is whole', () => {
    expect([countText(1_204), countText(null)]).toEqual(['1,204', '—'])
  })
})

describe('a figure', () => {
  it('is a number, `<k` or the mark of why it is none', () => {
    const figures: StatedFigure[] = [
      { state: 'value', value: 12 },
      { state: 'suppressed', value: null, k: 10 },
      { state: 'suppressed_with', value: null },
      { state: 'not_computed', value: null },
      { state: 'no_data', value: null },
    ]
    expect(figures.map(figure => figureText(figure, '人'))).toEqual(['12', '<10', '*', '未计算', '—'])
    expect(figures.map(figure => figureWithUnit(figure, '人'))).toEqual([
      '12 人',
      '<10 人',
      '*',
      '未计算',
      '—',
    ])
    expect(figures.map(figure => figureInWords(figure, '人')).slice(0, 2)).toEqual([
      '12 人',
      '少于 10 人，为保护个人信息不显示',
    ])
  })
})

describe('a change', () => {
  it.each([
    [0.0321, '人', '▲ 3.2%'],
    [-0.5, '元', '▼ 50.0%'],
    [21.912, '场', '▲ 2,191.2%'],
    [0.012, '%', '▲ 1.2 个百分点'],
    [-0.25, '%', '▼ 25.0 个百分点'],
    [0.0004, '%', '持平'],
    [-0.0004, '人', '持平'],
    [0, '人', '持平'],
    [null, '%', '—'],
  ] as const)('of %s in %s is %s', (change, unit, text) => {
    expect(changeWithUnit(change, unit)).toBe(text)
    expect(changeText(change, unit)).toBe(text.replace(' 个百分点', ''))
  })

  it('that is the figure itself has its direction, and none when it is nothing', () => {
    expect([1_319, -12, 0, null].map(value => gainText(value, '人'))).toEqual(['▲ 1,319', '▼ 12', '0', '—'])
  })
})

describe('a value that must be short', () => {
  it.each([
    [9_999, '人', '9,999'],
    [10_000, '人', '1万'],
    [-123_456, '人', '−12.3万'],
    [99_994_999, '人', '9,999.5万'],
    [99_995_000, '人', '1亿'],
    [234_000_000, '人', '2.3亿'],
    [211_766_160, '元', '211.8万'],
    [0.93, '%', '93%'],
    [9_100_000, '小时', '15.2万'],
    [71.26, '分', '71.3'],
  ] as const)('%s in %s is %s', (value, unit, text) => {
    expect(compactText(value, unit)).toBe(text)
  })
})

it('a rounded figure says that it is, wherever it stands', () => {
  const figure: StatedFigure = { state: 'value', value: 1_230, isRounded: true }
  expect([figureText(figure, '人'), figureWithUnit(figure, '人'), figureInWords(figure, '人')]).toEqual([
    '约 1,230',
    '约 1,230 人',
    '约 1,230 人',
  ])
})
