import { describe, expect, it } from 'vitest'
import {
  branchesWith,
  CHECKINS,
  MEMBERS,
  ORGS,
  PARTICIPANTS,
  PAYMENTS,
  those,
} from '../../../../warehouse/catalogue/metrics/figures.ts'
import type { FormulaTerm, Measure } from '../../../../warehouse/catalogue/metrics/metric.ts'
import { resolveMetric } from '../../../../warehouse/catalogue/metrics/resolveMetric.ts'

const text = { title: '', unit: '个', definition: '', breakdowns: [] } as const
const resolved = (measure: Measure) => resolveMetric({ ...text, measure })

describe('how a metric is answered follows from what it counts', () => {
  it.each<[string, Measure, string]>([
    ['rows that stand', MEMBERS, 'stock'],
    ['facts of a period', PAYMENTS, 'flow'],
    ['a sum of any field', { ...CHECKINS, aggregate: { sum: 'activity_minutes' } }, 'flow'],
    [
      'rows by any condition on themselves',
      those(ORGS, {
        any: [
          { field: 'org_type', in: ['branch'] },
          { not: { field: 'admin_filled', op: '<', than: { field: 'admin_quota' } } },
        ],
      }),
      'stock',
    ],
    ['rows at another organisation of theirs', { ...CHECKINS, place: 'member_org_id' }, 'flow'],
    ['organisations by how many stand there', branchesWith({ op: '<', than: 3 }), 'group'],
  ])('%s: sums of signed rows, at once and for any day', (_, measure, kind) => {
    expect(resolved(measure).kind).toBe(kind)
  })

  it.each<[string, Measure, string]>([
    ['persons that count once', PARTICIPANTS, 'distinct'],
    ['a quantile', { ...CHECKINS, aggregate: { quantile: 0.5, of: 'activity_minutes' } }, 'distinct'],
    ['an average', { ...CHECKINS, aggregate: { avg: 'activity_minutes' } }, 'sum'],
    [
      'a comparison with the day asked about',
      those(MEMBERS, { field: 'joined_on', op: '>', than: { day: 'to', plus: { months: -12 } } }),
      'last',
    ],
    [
      'organisations by what happened there in the period',
      { ...ORGS, with: { n: { of: CHECKINS, by: 'org_id' } } },
      'distinct',
    ],
    [
      'rows with a figure of the year',
      {
        ...MEMBERS,
        with: {
          n: {
            of: { ...CHECKINS, basis: { kind: 'business', field: 'checked_on', window: 'year' } },
            by: 'member_id',
          },
        },
      },
      'last',
    ],
  ])('%s: every night, by the month', (_, measure, over) => {
    expect(resolved(measure)).toMatchObject({ kind: 'computed', job: 'measures', over })
  })

  it('turns bounds of a group into the range that they leave', () => {
    expect(resolved(branchesWith({ op: '>', than: 2 }, { op: '<', than: 5 }))).toMatchObject({
      groups: { least: 3, most: 4 },
    })
    expect(resolved(branchesWith({ op: '=', than: 0 }))).toMatchObject({ groups: { least: 0, most: 0 } })
  })

  it('keeps numerator and denominator of a formula apart, and adds its months up where all of it adds up', () => {
    const over = (numerator: FormulaTerm[], denominator: FormulaTerm[]) =>
      resolveMetric({ ...text, formula: { numerator, denominator } })
    expect(over([{ of: PAYMENTS }], [{ of: CHECKINS }])).toMatchObject({ over: 'sum', isRatio: true })
    expect(over([{ of: PAYMENTS }], [{ of: MEMBERS }])).toMatchObject({ over: 'distinct' })
    expect(over([{ of: PAYMENTS, at: { rolling: 12 } }], [{ of: MEMBERS }])).toMatchObject({ over: 'last' })
    expect(over([{ of: MEMBERS }, { of: MEMBERS, at: 'start', times: -1 }], [])).toMatchObject({
      over: 'distinct',
      isRatio: false,
    })
  })
})
