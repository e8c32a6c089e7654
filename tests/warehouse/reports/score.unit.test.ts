import { describe, expect, it } from 'vitest'
import type { Indicator } from '../../../warehouse/catalogue/reports.ts'
import { REPORTS } from '../../../warehouse/catalogue/reports.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import {
  type Standing,
  scoreInWords,
  standings,
  standingsAmongPeers,
} from '../../../warehouse/reports/score.ts'

const indicators: Indicator[] = [
  { metric: 'DUE04', weight: 60, better: 'more' },
  { metric: 'ORG11', weight: 40, better: 'less' },
]

const row = (...values: (number | null)[]) => values.map(stated)
const plain = (found: readonly (Standing | undefined)[]) =>
  found.map(each => each && { score: each.score.value, rank: each.rank.value })

describe('the score of rows', () => {
  it('gives the best of an indicator its whole weight and the last none', () => {
    expect(plain(standings(indicators, [row(0.9, 0.1), row(0.8, 0.3), row(0.7, 0.2)]))).toEqual([
      { score: 100, rank: 1 },
      { score: 30, rank: 2 },
      { score: 20, rank: 3 },
    ])
  })

  it('lets equal values share a place, and equal scores a rank', () => {
    expect(plain(standings(indicators, [row(0.9, 0.1), row(0.9, 0.1), row(0.5, 0.4)]))).toEqual([
      { score: 100, rank: 1 },
      { score: 100, rank: 1 },
      { score: 0, rank: 3 },
    ])
  })

  it('gives no score and no rank to a row without one of its parts, and compares the others without it', () => {
    const found = standings(indicators, [row(0.9, null), row(0.8, 0.2), row(0.7, 0.1), row(0.6, 0.3)])
    expect(plain(found)).toEqual([
      { score: null, rank: null },
      { score: 80, rank: 1 },
      { score: 70, rank: 2 },
      { score: 0, rank: 3 },
    ])
    expect(found[0]?.rank.state).toBe('no_data')
  })

  it('ranks nobody while a part is not computed', () => {
    const found = standings(indicators, [
      [stated(0.9), { state: 'not_computed', value: null }],
      [stated(0.8), stated(0.2)],
    ])
    expect(found.map(({ score, rank }) => [score.state, rank.state])).toEqual(
      Array(2).fill(['not_computed', 'not_computed']),
    )
  })

  it('compares peers with each other only, and nobody with himself', () => {
    const rows = [
      { peers: 'city', values: row(0.9, 0.1) },
      { peers: 'university', values: row(0.99, 0) },
      { peers: 'city', values: row(0.8, 0.3) },
      { peers: undefined, values: [] },
      { peers: 'university', values: row(0.5, 0.5) },
      { peers: 'industry', values: row(1, 0) },
    ]
    expect(plain(standingsAmongPeers(indicators, rows))).toEqual([
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
    expect(scoreInWords(REPORTS.city_ranking.score ?? [])).toContain(`团费收缴率 ${weights[0]}、`)
  })
})
