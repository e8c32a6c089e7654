import { describe, expect, it } from 'vitest'
import { ranked, restText, shareOfLargest, sumOf } from '../../../dashboard/parts/figures.ts'
import { layoutFor } from '../../../dashboard/parts/layout.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'

describe('figures of a panel', () => {
  it('are no sum when one of them is hidden: the others would look like all', () => {
    expect(sumOf([stated(3), stated(null), stated(4)])).toEqual(stated(7))
    expect(sumOf([stated(3), { state: 'suppressed', value: null, k: 5 }])).toEqual({
      state: 'suppressed_with',
      value: null,
    })
    expect(sumOf([{ state: 'not_computed', value: null }])).toEqual({ state: 'not_computed', value: null })
  })

  it('that are shares are not told together by a sum', () => {
    expect(restText([stated(3), stated(4)], '人')).toBe('7')
    expect(restText([stated(0.3), stated(0.4)], '%')).toBe('')
  })

  it('rank by value, hidden before unknown, equal ones in the order of the tree', () => {
    const row = (org: string, value: number | null) => ({ org, ...stated(value) })
    const rows = [
      row('none', null),
      { org: 'hidden', state: 'suppressed', value: null, k: 5 } as const,
      row('a', 5),
      row('b', 5),
      row('zero', 0),
      row('c', 9),
    ]
    expect(ranked(rows).map(each => each.org)).toEqual(['c', 'a', 'b', 'zero', 'hidden', 'none'])
    expect(shareOfLargest(5, rows)).toBeCloseTo(5 / 9)
    expect([shareOfLargest(null, rows), shareOfLargest(-3, rows), shareOfLargest(0, [{ value: 0 }])]).toEqual(
      [0, 0, 0],
    )
  })
})

describe('the layout', () => {
  it('is chosen by the ratio and fits whole', () => {
    expect(layoutFor(1920, 1080)).toEqual({ name: 'standard', width: 1920, height: 1080, unit: 1 })
    expect(layoutFor(3840, 2160)).toMatchObject({ name: 'standard', unit: 2 })
    expect(layoutFor(3840, 1080)).toMatchObject({ name: 'wide', unit: 1 })
    expect(layoutFor(7680, 2160)).toMatchObject({ name: 'wide', unit: 2 })
    expect(layoutFor(1440, 900)).toMatchObject({ name: 'standard', unit: 0.75 })
    expect(layoutFor(2560, 1080)).toMatchObject({ name: 'standard', unit: 1 })
  })
})
