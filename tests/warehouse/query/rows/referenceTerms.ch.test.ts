import { describe, expect, it } from 'vitest'
import { CHECKINS, MEMBERS, ORGS, PAYMENTS, those } from '../../../../warehouse/catalogue/metrics/figures.ts'
import type { Measure, Rows, WeightedShare } from '../../../../warehouse/catalogue/metrics/metric.ts'
import { reference } from '../../../../warehouse/catalogue/metrics/predicate.ts'
import { resolveMetric } from '../../../../warehouse/catalogue/metrics/resolveMetric.ts'
import { WHOLE } from '../../../../warehouse/query/rows/formulaSql.ts'
import { parseReferenceValues } from '../../../../warehouse/reference/referenceValues.ts'
import { plantedWarehouse } from '../../../support/plantedWarehouse.ts'
import { at, sign } from '../world.ts'
import { computed, type FiguresAsked, figuresOf, NOVEMBER, of, plantRows } from './formulaWorld.ts'

const test = plantedWarehouse(plantRows)

const figures = (...asked: FiguresAsked) => figuresOf(test.warehouse, ...asked)

describe('reference values', () => {
  const rows = (...lines: string[]) =>
    parseReferenceValues(['what,scope,valid_from,value,unit,source', ...lines].join('\n'), 'own.csv')
  const late = of(
    those(
      ORGS,
      { field: reference('entry_own_due'), op: '<', than: { day: 'to' } },
      { field: 'is_logged_in', in: ['0'] },
    ),
  )

  it('are terms of conditions: of the narrowest scope, by the day asked about, false where none holds', async () => {
    expect(await figures(late)).toEqual([])
    const due = rows('entry_own_due,,2026-01-01,2026-11-10,日期,a')
    expect(await figures(late, NOVEMBER, undefined, due)).toEqual([`${WHOLE}: 2/1`, '10: 2/1', '112: 1/1'])
    const deferred = [...due, ...rows('entry_own_due,level:county,2026-01-01,2026-12-10,日期,b')]
    expect(await figures(late, { from: at('2026-01-01'), to: at('2026-11-10') }, undefined, due)).toEqual([])
    expect(await figures(late, NOVEMBER, [WHOLE], deferred)).toEqual([`${WHOLE}: 1/1`])
  })

  it('say how many days before the one asked about a span begins, none where nothing holds', async () => {
    const recent = of({
      ...PAYMENTS,
      where: [{ field: 'paid_on', op: '>', than: { day: 'to', less: 'visit_due_after' } }],
      basis: { kind: 'since', field: 'paid_on' },
    })
    const days = (count: number) => rows(`visit_due_after,,2026-01-01,${count},天,a`)
    expect(await figures(recent, NOVEMBER, ['111', '112'], days(16))).toEqual([])
    expect(await figures(recent, NOVEMBER, ['111', '112'], days(17))).toEqual(['111: 1/1'])
    expect(await figures(recent, NOVEMBER, ['111', '112'], days(90))).toEqual(['111: 2/1', '112: 1/1'])
    expect(await figures(recent)).toEqual([])
  })

  it('of an organisation itself are added up into nothing above it', async () => {
    const youths = of({ ...ORGS, aggregate: { sum: reference('youths') }, reach: 'itself' })
    const found = rows('youths,,2026-01-01,7,人,a', 'youths,,2026-12-01,9,人,a')
    expect(await figures(youths, NOVEMBER, ['10', '11', '111'], found)).toEqual(['11: 7/1', '111: 7/1'])
  })
})

describe('a score', () => {
  const paid = (window?: 'year' | { months: number }): Measure => ({
    ...PAYMENTS,
    aggregate: { sum: 'amount_fen' },
    basis: { kind: 'business', field: 'paid_on', ...(window ? { window } : {}) },
  })
  // 250 of 350 at 111, nothing of 30 at 112
  const steady = { numerator: paid(), denominator: paid({ months: 3 }) }
  const whole = { numerator: paid('year'), denominator: paid('year') }
  const scored = (...score: WeightedShare[]) =>
    computed(resolveMetric({ title: '', unit: '分', definition: '', breakdowns: [], score }))
  const weights = (...lines: string[]) =>
    parseReferenceValues(
      ['what,scope,valid_from,value,unit,source', ...lines.map(line => `${line},%,a`)].join('\n'),
      'own.csv',
    )
  const alone = scored({ weight: 'care_tasks_weight', ...steady })
  const both = scored({ weight: 'care_tasks_weight', ...steady }, { weight: 'care_needs_weight', ...whole })
  const orgs = [WHOLE, '111', '112']

  it('is the mean of its shares by their weights, whatever these add up to', async () => {
    const equal = weights('care_tasks_weight,,2026-01-01,30', 'care_needs_weight,,2026-01-01,30')
    expect(await figures(both, NOVEMBER, ['111'], equal)).toEqual(['111: 86/1'])
    const mostly = weights('care_tasks_weight,,2026-01-01,90', 'care_needs_weight,,2026-01-01,10')
    expect(await figures(both, NOVEMBER, ['111'], mostly)).toEqual(['111: 75/1'])
  })

  it('is as coarse as it takes that ten numbers of each share give the same, or none', async () => {
    const all = weights('care_tasks_weight,,2026-01-01,100')
    // 65.8 and 71.4, of which each fen is a third of a point; of 112 it is three points
    expect(await figures(alone, NOVEMBER, orgs, all)).toEqual(['0: 65/1', '111: 70/1'])
  })

  it('is none without a weight, with one for a system, or with all of them 0', async () => {
    expect(await figures(both, NOVEMBER, orgs, weights('care_tasks_weight,,2026-01-01,50'))).toEqual([])
    expect(await figures(alone, NOVEMBER, orgs, weights('care_tasks_weight,system:1,2026-01-01,50'))).toEqual(
      [],
    )
    expect(await figures(alone, NOVEMBER, orgs, weights('care_tasks_weight,,2026-01-01,0'))).toEqual([])
  })
})

describe('points of a row', () => {
  const rows = (...lines: string[]) =>
    parseReferenceValues(['what,scope,valid_from,value,unit,source', ...lines].join('\n'), 'own.csv')
  const OF_YEAR: Rows = { ...CHECKINS, basis: { kind: 'business', field: 'checked_on', window: 'year' } }
  const pointed: Measure = {
    ...MEMBERS,
    aggregate: { sum: 'points' },
    with: { minutes: { of: OF_YEAR, by: 'member_id', sum: 'activity_minutes' } },
    points: [
      { weight: 'assessment_hours_weight', of: 'minutes', outOf: reference('activity_hours_least') },
      { weight: 'assessment_report_weight', holds: { field: 'is_cadre', in: ['1'] } },
    ],
  }
  const hours = 'activity_hours_least,,2026-01-01,10,小时,a'
  const ofHours = 'assessment_hours_weight,,2026-01-01,30,%,a'
  const ofPost = 'assessment_report_weight,,2026-01-01,10,%,a'
  const orgs = ['111', '112', '121']

  it('are the mean of its shares by their weights, a whole number', async () => {
    // 600 and 599 of 600 minutes; a cadre without any
    expect(await figures(of(pointed), NOVEMBER, orgs, rows(hours, ofHours, ofPost))).toEqual([
      '111: 150/1',
      '121: 25/1',
    ])
  })

  it('leave a share of nothing out, and are none where a weight or all shares are not known', async () => {
    const own = rows('activity_hours_least,level:county,2026-01-01,,小时,a', hours, ofHours, ofPost)
    const count = of({ ...pointed, aggregate: 'count' })
    expect(await figures(count, NOVEMBER, orgs, own)).toEqual(['111: 2/1', '112: 2/1', '121: 1/1'])
    expect(await figures(count, NOVEMBER, orgs, rows(hours, ofHours))).toEqual([])
    const [first] = pointed.points ?? []
    const ofHoursOnly = of({ ...pointed, aggregate: 'count', points: first ? [first] : [] })
    expect(await figures(ofHoursOnly, NOVEMBER, orgs, rows(ofHours))).toEqual([])
  })

  it('are what conditions and bands look at', async () => {
    const counted: Measure = { ...pointed, aggregate: 'count' }
    const line70 = { field: reference('assessment_good_from') }
    const good = those(counted, { field: 'points', op: '>=', than: line70 })
    const line = rows(hours, ofHours, ofPost, 'assessment_good_from,,2026-01-01,70,分,a')
    expect(await figures(of(good), NOVEMBER, orgs, line)).toEqual(['111: 2/1'])
    const banded = computed(
      resolveMetric({
        title: '',
        unit: '人',
        definition: '',
        breakdowns: ['score_band'],
        measure: { ...pointed, aggregate: 'count' },
      }),
    )
    expect(await figures(banded, NOVEMBER, ['111', '121'], line)).toEqual([
      '111 score_band=60-79: 2/1',
      '111: 2/1',
      '121 score_band=<60: 1/1',
      '121: 1/1',
    ])
  })
})

it('a value for a region holds for an organisation without a code below one of that region', async () => {
  await test.warehouse.app.insert({
    table: 'app.dim_org',
    values: [
      {
        org_id: 13,
        parent_org_id: 10,
        level: 4,
        path: [1, 10, 13],
        status: 'active',
        nearest_region_code: '440100',
      },
    ],
    format: 'JSONEachRow',
  })
  await test.warehouse.app.command({ query: 'system reload dictionary app.org_tree' })
  await sign(test.warehouse, 'org', [
    { id: 13, org_id: 13, day: '2020-01-01', org_type: 'committee', status: 'active' },
  ])
  const youths = of({ ...ORGS, aggregate: { sum: reference('youths') }, reach: 'itself' })
  const own = parseReferenceValues(
    'what,scope,valid_from,value,unit,source\nyouths,region:44,2026-01-01,7,人,a\nyouths,region:4401,2026-01-01,5,人,a',
    'own.csv',
  )
  expect(await figures(youths, NOVEMBER, ['13'], own)).toEqual(['13: 5/1'])
})
