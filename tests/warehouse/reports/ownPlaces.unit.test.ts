import { describe, expect, it } from 'vitest'
import { type StatedFigure, stated } from '../../../warehouse/contract/figureState.ts'
import { type OwnPlace, placeInWords } from '../../../warehouse/contract/ownPlace.ts'
import { placeAmong } from '../../../warehouse/reports/ownPlaces.ts'

const HIDDEN: StatedFigure = { state: 'suppressed_with', value: null }
const PENDING: StatedFigure = { state: 'not_computed', value: null }
const FIGURES = [0.5, 0.9, 0.7, 0.6, 0.8].map(stated)
const own = FIGURES[2] ?? HIDDEN

describe('the place of an organisation among its equals', () => {
  it('is its rank, and how far the median and the first are', () => {
    expect(placeAmong(own, FIGURES, 'more', true)).toEqual({
      of: 5,
      rank: { state: 'value', value: 3 },
      toMedian: 0,
      toFirst: 0.7 - 0.9,
    })
    expect(placeAmong(own, FIGURES, 'less', true)).toMatchObject({ rank: { value: 3 }, toFirst: 0.7 - 0.5 })
  })

  it('is shared by equals, and the next places are left out', () => {
    const figures = [0.9, 0.9, 0.7].map(stated)
    expect(placeAmong(stated(0.9), figures, 'more', true).rank.value).toBe(1)
    expect(placeAmong(stated(0.7), figures, 'more', true).rank.value).toBe(3)
  })

  it('tells no distance where sizes do not compare, or where it would tell whose figure it is', () => {
    expect(placeAmong(own, FIGURES, 'more', false)).toMatchObject({
      toMedian: null,
      toFirst: null,
      rank: { value: 3 },
    })
    expect(placeAmong(own, FIGURES.slice(0, 4), 'more', true)).toMatchObject({
      toMedian: null,
      toFirst: null,
      of: 4,
    })
  })

  it('is none while the figure of any is hidden or not computed', () => {
    expect(placeAmong(own, [...FIGURES, HIDDEN], 'more', true)).toMatchObject({ rank: HIDDEN, toFirst: null })
    expect(placeAmong(own, [...FIGURES, PENDING], 'more', true)).toMatchObject({ rank: PENDING })
  })

  it('leaves out who has nothing that it could be made of', () => {
    expect(placeAmong(own, [...FIGURES, stated(null)], 'more', true)).toMatchObject({
      of: 5,
      rank: { value: 3 },
    })
    expect(placeAmong(stated(null), [...FIGURES, stated(null)], 'more', true)).toMatchObject({
      rank: stated(null),
    })
  })

  it('is a sentence', () => {
    const place: OwnPlace = {
      metric: 'DUE04',
      title: '团费收缴率',
      unit: '%',
      peers: '地级市团委',
      of: 21,
      rank: stated(3),
      toMedian: 0.012,
      toFirst: -0.034,
    }
    expect(placeInWords(place)).toBe(
      '团费收缴率在 21 个地级市团委中列第 3 名，高于中位数 1.2 个百分点，低于第一名 3.4 个百分点',
    )
    expect(placeInWords({ ...place, rank: stated(1), toFirst: 0, toMedian: null })).toBe(
      '团费收缴率在 21 个地级市团委中列第 1 名',
    )
    expect(placeInWords({ ...place, toMedian: 0 })).toContain('与中位数持平')
    expect(placeInWords({ ...place, rank: HIDDEN, toMedian: null, toFirst: null })).toContain('不排名')
  })
})
