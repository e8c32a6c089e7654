import { describe, expect, it } from 'vitest'
import type { Indicator } from '../../../warehouse/catalogue/reports.ts'
import { REPORTS } from '../../../warehouse/catalogue/reports.ts'
import { standings, standingsAmongPeers } from '../../../warehouse/reports/score.ts'

const indicators: Indicator[] = [
  { metric: 'DUE04', weight: 60, better: 'more' },
  { metric: 'ORG11', weight: 40, better: 'less' },
]

describe('the score of rows', () => {
  it('gives the best of an indicator its whole weight and the last none', () => {
    expect(
      standings(indicators, [
        [0.9, 0.1],
        [0.8, 0.3],
        [0.7, 0.2],
      ]),
    ).toEqual([
      { score: 100, rank: 1 },
      { score: 30, rank: 2 },
      { score: 20, rank: 3 },
    ])
  })

  it('lets equal values share a place, and equal scores a rank', () => {
    expect(
      standings(indicators, [
        [0.9, 0.1],
        [0.9, 0.1],
        [0.5, 0.4],
      ]),
    ).toEqual([
      { score: 100, rank: 1 },
      { score: 100, rank: 1 },
      { score: 0, rank: 3 },
    ])
  })

  it('gives nothing for what has no value, and no place to who has none at all', () => {
    expect(
      standings(indicators, [
        [0.9, null],
        [null, 0.2],
        [null, null],
      ]),
    ).toEqual([
      { score: 60, rank: 1 },
      { score: 40, rank: 2 },
      { score: null, rank: null },
    ])
  })

  it('compares peers with each other only, and nobody with himself', () => {
    const rows = [
      { peers: 'city', values: [0.9, 0.1] },
      { peers: 'university', values: [0.99, 0] },
      { peers: 'city', values: [0.8, 0.3] },
      { peers: undefined, values: [] },
      { peers: 'university', values: [0.5, 0.5] },
      { peers: 'industry', values: [1, 0] },
    ]
    expect(standingsAmongPeers(indicators, rows)).toEqual([
      { score: 100, rank: 1 },
      { score: 100, rank: 1 },
      { score: 0, rank: 2 },
      undefined,
      { score: 0, rank: 2 },
      { score: null, rank: null },
    ])
  })

  it('has weights that add up to 100 in the catalogue', () => {
    const weights = (REPORTS.city_ranking.score ?? []).map(({ weight }) => weight)
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(100)
    expect(REPORTS.city_ranking.remark).toContain(`团费收缴率 ${weights[0]}`)
  })
})
