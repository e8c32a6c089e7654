import { describe, expect, it } from 'vitest'
import type { BreakdownName, MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { suppress } from '../../../warehouse/query/suppress.ts'
import type { Cell } from '../../../warehouse/query/types.ts'

function cells(metric: MetricId, values: Record<string, number>, org = '10'): Cell[] {
  return Object.entries(values).map(([item, value]) => ({
    metric,
    org,
    bucket: 0,
    item,
    value,
    numerator: value,
    denominator: 1,
  }))
}
function shown(given: Cell[], by: BreakdownName | undefined, k: number): Record<string, number | null> {
  return Object.fromEntries(
    suppress(given, by, k).map(cell => [`${cell.org} ${cell.item}`.trim(), cell.value]),
  )
}

describe('small counts of persons by a personal attribute', () => {
  it('are hidden below k, and not from k on', () => {
    expect(shown(cells('MEM01', { a: 4, b: 3, c: 5, d: 0 }), 'gender', 5)).toEqual({
      '10 a': null,
      '10 b': null,
      '10 c': 5,
      '10 d': 0,
    })
  })

  it('take the smallest other cell with them when they would be the only hidden one', () => {
    expect(shown(cells('MEM01', { a: 1, b: 90, c: 20, d: 0 }), 'gender', 5)).toEqual({
      '10 a': null,
      '10 b': 90,
      '10 c': null,
      '10 d': 0,
    })
  })

  it('take an empty cell with them when nobody else is there', () => {
    expect(shown(cells('MEM01', { a: 2, b: 0 }), 'gender', 5)).toEqual({ '10 a': null, '10 b': null })
  })

  it('cannot be told from the total of the item over all organisations either', () => {
    const given = [
      ...cells('MEM01', { a: 2, b: 3, c: 60 }, '11'),
      ...cells('MEM01', { a: 50, b: 40, c: 70 }, '12'),
      ...cells('MEM01', { a: 55, b: 45, c: 80 }, '13'),
    ]
    const hidden = Object.entries(shown(given, 'education', 5))
      .filter(([, value]) => value === null)
      .map(([key]) => key)
    expect(hidden).toEqual(['11 a', '11 b', '12 a', '12 b'])
  })

  it('lose their sums with their value', () => {
    const [cell] = suppress(cells('MEM01', { a: 2 }), 'gender', 5)
    expect(cell).toEqual({ metric: 'MEM01', org: '10', bucket: 0, item: 'a', value: null, suppressed: true })
  })
})

describe('everything else', () => {
  it('is shown: plain counts, attributes of organisations, money', () => {
    expect(shown(cells('MEM01', { '': 1 }), undefined, 5)).toEqual({ '10': 1 })
    expect(shown(cells('MEM01', { school: 1 }), 'industry_code', 5)).toEqual({ '10 school': 1 })
    expect(shown(cells('DUE01', { student: 1 }), 'payer_class', 5)).toEqual({ '10 student': 1 })
  })

  it('hides a ratio of persons that rests on fewer than k, but not one without a base', () => {
    const ratio = (denominator: number): Cell => ({
      metric: 'MEM12',
      org: '10',
      bucket: 0,
      item: '',
      value: denominator ? 0.5 : null,
      numerator: denominator / 2,
      denominator,
    })
    expect([0, 2, 4, 5].map(denominator => suppress([ratio(denominator)], undefined, 5)[0]?.state)).toEqual([
      'no_data',
      'suppressed_with',
      'suppressed_with',
      'value',
    ])
    expect(suppress([{ ...ratio(2), metric: 'DUE04' }], undefined, 5)[0]?.state).toBe('value')
  })
})
