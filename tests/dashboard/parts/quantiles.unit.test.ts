import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classOf, quantileClasses, stepOf } from '../../../dashboard/parts/quantiles.ts'

describe('classes of the map', () => {
  it('21 cities fall into five classes of about equal size', () => {
    const values = Array.from({ length: 21 }, (_, index) => (index + 1) * 100)
    expect(quantileClasses(values).map(each => each.count)).toEqual([4, 4, 5, 4, 4])
  })

  it('never parts equal values, and has fewer classes when many are equal', () => {
    expect(quantileClasses([5, 5, 5, 5])).toEqual([{ from: 5, to: 5, count: 4 }])
    expect(quantileClasses([1, 1, 1, 1, 1, 1, 9])).toEqual([
      { from: 1, to: 1, count: 6 },
      { from: 9, to: 9, count: 1 },
    ])
    expect(quantileClasses([])).toEqual([])
    expect(quantileClasses([3, 1, 2])).toHaveLength(3)
  })

  it('every value has exactly one class, and the classes count all', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), values => {
        const classes = quantileClasses(values)
        expect(classes.reduce((sum, each) => sum + each.count, 0)).toBe(values.length)
        expect(classes.length).toBeLessThanOrEqual(5)
        for (const value of values) {
          expect(classes.filter(each => value >= each.from && value <= each.to)).toHaveLength(1)
          expect(classOf(classes, value)).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it('few classes are spread over the whole scale', () => {
    expect([0, 1, 2, 3, 4].map(index => stepOf(index, 5, 5))).toEqual([0, 1, 2, 3, 4])
    expect([0, 1].map(index => stepOf(index, 2, 5))).toEqual([0, 4])
    expect(stepOf(0, 1, 5)).toBe(2)
  })
})
