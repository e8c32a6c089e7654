import { describe, expect, it } from 'vitest'
import type { Assessment, Indicator } from '../../../warehouse/assessment/assessment.ts'
import { scoreSheets, withWeights } from '../../../warehouse/assessment/score.ts'
import { type StatedFigure, stated } from '../../../warehouse/contract/figureState.ts'

const indicator = (metric: string, weight: number, rest: Partial<Indicator> = {}): Indicator => ({
  metric,
  title: metric,
  unit: '%',
  definition: '',
  weight,
  direction: 'more',
  zeroAt: 0.5,
  fullAt: 0.9,
  vetoAt: null,
  source: '某文件',
  ...rest,
})
const TWO = [indicator('A', 60), indicator('B', 40, { direction: 'less', zeroAt: 0.2, fullAt: 0 })]
const org = (id: string, ...figures: (number | StatedFigure)[]) => ({
  id,
  name: id,
  figures: figures.map(each => (typeof each === 'number' ? stated(each) : each)),
})
const sheetsOf = (...orgs: ReturnType<typeof org>[]) => {
  const sheets = scoreSheets(TWO, orgs)
  return Object.fromEntries(sheets.map(sheet => [sheet.id, sheet]))
}

describe('the points of a sheet', () => {
  it('grow in proportion between the lines, and not beyond them', () => {
    const { a, b, c } = sheetsOf(org('a', 0.7, 0.05), org('b', 0.95, 0), org('c', 0.1, 0.4))
    expect(a?.parts.map(({ points }) => points)).toEqual([30, 30])
    expect([a?.total, b?.total, c?.total]).toEqual([60, 100, 0])
    expect([a?.rank, b?.rank, c?.rank]).toEqual([2, 1, 3])
    expect(a?.parts.map(({ rank }) => rank)).toEqual([2, 2])
  })

  it('add up to the total as they are shown', () => {
    const { a } = sheetsOf(org('a', 0.613_37, 0.066_66))
    const shown = a?.parts.reduce((sum, { points }) => sum + (points ?? 0), 0) ?? 0
    expect(a?.total).toBeCloseTo(shown, 10)
    expect(a?.total).toBe(43.68)
  })

  it.each([
    ['suppressed', { state: 'suppressed', value: null, k: 3 }],
    ['not told by the source', { state: 'unknown_source', value: null }],
    ['made of nothing', { state: 'no_data', value: null }],
  ] satisfies [string, StatedFigure][])(
    'are none where a figure is %s: the total says what it is out of',
    (_, figure) => {
      const { a, b, c } = sheetsOf(org('a', figure, 0), org('b', 0.7, 0.1), org('c', 0.9, 0.1))
      expect([a?.parts[0]?.points, a?.parts[0]?.figure, a?.total, a?.outOf]).toEqual([null, figure, 40, 40])
      expect([a?.rank, a?.reason]).toEqual([null, '缺A，与其他组织不可比，不排名'])
      expect([b?.rank, c?.rank, c?.ranked]).toEqual([2, 1, 2])
    },
  )

  it('that nobody has hinder nobody from being ranked', () => {
    const unknown: StatedFigure = { state: 'unknown_source', value: null }
    const { a, b } = sheetsOf(org('a', 0.7, unknown), org('b', 0.8, unknown))
    expect([a?.total, a?.outOf, a?.rank, b?.rank]).toEqual([30, 60, 2, 1])
  })

  it('without any part are none at all', () => {
    const none: StatedFigure = { state: 'no_data', value: null }
    const { a } = sheetsOf(org('a', none, none))
    expect([a?.total, a?.outOf, a?.rank, a?.reason]).toEqual([null, 0, null, '各项都没有数，不排名'])
  })

  it('rank nobody while a figure of any is not computed', () => {
    const { a, b } = sheetsOf(org('a', 0.7, 0), org('b', { state: 'not_computed', value: null }, 0))
    expect([a?.total, a?.rank, a?.reason]).toEqual([70, null, '有指标尚未计算，暂不排名'])
    expect([b?.total, b?.outOf, b?.rank]).toEqual([40, 40, null])
  })

  it('share a place when they are equal, and leave the next one out', () => {
    const { a, b, c } = sheetsOf(org('a', 0.7, 0), org('b', 0.7, 0), org('c', 0.6, 0))
    expect([a?.rank, b?.rank, c?.rank]).toEqual([1, 1, 3])
  })

  it('count for nothing beyond a veto line, which its own value does not cross', () => {
    const vetoing = [
      indicator('A', 60, { vetoAt: 0.6 }),
      indicator('B', 40, { direction: 'less', zeroAt: 0.2, fullAt: 0, vetoAt: 0.1 }),
    ]
    const found = Object.fromEntries(
      scoreSheets(vetoing, [org('a', 0.55, 0), org('b', 0.6, 0.1), org('c', 0.9, 0.11)]).map(sheet => [
        sheet.id,
        sheet,
      ]),
    )
    expect([found.a?.rank, found.a?.reason, found.a?.parts[0]?.isVetoed]).toEqual([null, '一票否决：A', true])
    expect([found.b?.rank, found.b?.reason]).toEqual([1, ''])
    expect([found.c?.rank, found.c?.reason]).toEqual([null, '一票否决：B'])
  })
})

describe('a trial of other weights', () => {
  const assessment: Assessment = {
    scheme: 'work',
    title: '考核',
    year: 2025,
    org: { id: '1', name: '省' },
    from: '2025-01-01',
    to: '2025-12-31',
    asOf: 0,
    isTrial: false,
    groups: [
      {
        peers: '市级团委',
        indicators: TWO,
        sheets: scoreSheets(TWO, [org('a', 0.9, 0.2), org('b', 0.5, 0)]),
      },
    ],
  }

  it('scores the same figures anew, says that it is one, and changes nothing of what it started from', () => {
    const before = JSON.stringify(assessment)
    const trial = withWeights(assessment, { A: 30, B: 70 })
    if (typeof trial === 'string') throw new Error(trial)
    expect(trial.isTrial).toBe(true)
    expect(trial.groups[0]?.sheets.map(({ id, total }) => [id, total])).toEqual([
      ['b', 70],
      ['a', 30],
    ])
    expect(JSON.stringify(assessment)).toBe(before)
  })

  it('is refused when the weights do not add up', () => {
    expect(withWeights(assessment, { A: 50 })).toBe('市级团委各项权重相加为 90，应为 100')
  })
})
