import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHECKINS, MEMBERS, ORGS, PAYMENTS, those } from '../../../../warehouse/catalogue/metrics/figures.ts'
import type {
  FormulaTerm,
  Measure,
  MetricEntry,
  Rows,
  WeightedShare,
} from '../../../../warehouse/catalogue/metrics/metric.ts'
import { reference } from '../../../../warehouse/catalogue/metrics/predicate.ts'
import { resolveMetric } from '../../../../warehouse/catalogue/metrics/resolveMetric.ts'
import { type Computed, METRICS, type MetricId } from '../../../../warehouse/catalogue/metrics.ts'
import { formulaQueries, UNPLACED, WHOLE } from '../../../../warehouse/query/rows/formulaSql.ts'
import { parseReferenceValues, type ReferenceRow } from '../../../../warehouse/reference/referenceValues.ts'
import { type TestWarehouse, testWarehouse } from '../../../support/warehouse.ts'
import { at, type LogRow, member, plantTree, sign } from '../world.ts'

const NOVEMBER = { from: at('2026-11-01'), to: at('2026-11-21') }

let test: TestWarehouse
let ids = 0

const checkin = (org: number, who: number, on: string, minutes = 0, change: LogRow = {}): LogRow => ({
  id: ++ids,
  org_id: org,
  member_org_id: org,
  member_id: who,
  checked_on: on,
  day: on,
  activity_minutes: minutes,
  ...change,
})
const item = (opened: string, due: string, decided: string, change: LogRow = {}): LogRow => ({
  id: ++ids,
  org_id: 111,
  item_type: 'other',
  status: decided ? 'decided' : 'open',
  decided_by: decided ? 'person' : 'none',
  day: opened.slice(0, 10),
  opened_at: opened,
  ...(due ? { due_at: due, due_on: due.slice(0, 10) } : {}),
  ...(decided ? { decided_at: decided, decided_on: decided.slice(0, 10) } : {}),
  ...change,
})
const transfer = (to: number, started: string, ended: string, change: LogRow = {}): LogRow => ({
  id: ++ids,
  org_id: 21,
  to_org_id: to,
  day: started,
  started_on: started,
  ended_on: ended,
  status: 'done_manual',
  ...change,
})

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await sign(test.warehouse, 'member', [
    member(111, '2026-01-01', { id: 1, birth_month: '1998-12-01' }),
    member(111, '2026-01-01', { id: 2, birth_month: '1999-03-01' }),
    // 28 already, a cadre, of unknown age
    member(112, '2026-01-01', { id: 3, birth_month: '1998-11-01' }),
    member(121, '2026-01-01', { id: 4, birth_month: '1999-01-01', is_cadre: 1 }),
    member(21, '2026-01-01', { id: 5, birth_month: '1900-01-01' }),
    member(999, '2026-01-01', { id: 6, birth_month: '1999-01-01' }),
    // not yet 14
    member(112, '2026-01-01', { id: 7, birth_month: '2012-12-01' }),
  ])
  const taken = checkin(121, 4, '2026-11-03', 900)
  await sign(test.warehouse, 'checkin', [
    checkin(111, 1, '2026-02-01', 400),
    checkin(112, 1, '2026-11-02', 200),
    checkin(111, 2, '2026-11-02', 599),
    // of the year before
    checkin(111, 2, '2025-12-31', 600),
    taken,
    { ...taken, sign: -1, transition: 'leave', day: '2026-11-04' },
    checkin(999, 6, '2026-11-05', 700),
  ])
  await sign(test.warehouse, 'work_item', [
    item('2026-11-01 08:00:00', '2026-11-04 08:00:00', '2026-11-02 09:30:00'),
    // by the system, just in time
    item('2026-11-01 08:00:00', '2026-11-04 08:00:00', '2026-11-04 08:00:00', { decided_by: 'system' }),
    // too late: it counts on the day that it was due
    item('2026-10-01 08:00:00', '2026-11-01 00:00:00', '2026-12-01 08:00:00'),
    item('2026-11-01 08:00:00', '2026-11-10 08:00:00', ''),
    // due later
    item('2026-11-01 08:00:00', '2026-12-10 08:00:00', ''),
    // without a limit
    item('2026-11-01 08:00:00', '', '2026-11-01 09:00:00'),
    item('2026-11-01 08:00:00', '2026-11-05 08:00:00', '', { status: 'withdrawn' }),
  ])
  await sign(test.warehouse, 'transfer', [
    transfer(111, '2026-11-01', '2026-11-03'),
    transfer(111, '2026-10-01', '2026-11-05'),
    transfer(112, '2026-11-01', '2026-11-10', { status: 'done_auto' }),
    transfer(112, '2026-11-01', '2026-11-02', { status: 'returned' }),
    // nobody knows since when
    transfer(121, '1900-01-01', '2026-11-02'),
  ])
  await sign(test.warehouse, 'im_day', [
    { id: 1, org_id: 11, cadre_id: 71, sent_on: '2026-11-02', day: '2026-11-02', message_count: 3 },
    { id: 2, org_id: 11, cadre_id: 71, sent_on: '2026-11-03', day: '2026-11-03', message_count: 1 },
    { id: 3, org_id: 11, cadre_id: 72, sent_on: '2026-11-03', day: '2026-11-03', message_count: 0 },
    { id: 4, org_id: 12, cadre_id: 73, sent_on: '2026-11-03', day: '2026-11-03', message_count: 9 },
  ])
  await sign(test.warehouse, 'org', [
    { id: 111, org_id: 111, day: '2020-01-01', org_type: 'branch', status: 'active', is_logged_in: 1 },
    { id: 112, org_id: 112, day: '2020-01-01', org_type: 'branch', status: 'active' },
    { id: 11, org_id: 11, day: '2020-01-01', org_type: 'committee', status: 'active' },
    { id: 121, org_id: 121, day: '2020-01-01', org_type: 'branch', status: 'merged' },
  ])
  await sign(test.warehouse, 'activity', [
    { id: 1, org_id: 111, day: '2026-11-03', published_on: '2026-11-03', status: 'ended' },
    { id: 2, org_id: 111, day: '2026-11-04', published_on: '2026-11-04', status: 'cancelled' },
    { id: 3, org_id: 112, day: '2026-10-04', published_on: '2026-10-04', status: 'ended' },
    { id: 4, org_id: 121, day: '2026-11-04', published_on: '2026-11-04', status: 'ended' },
  ])
  await sign(test.warehouse, 'dues_payment', [
    { id: 1, org_id: 111, day: '2026-10-05', paid_on: '2026-10-05', amount_fen: 100 },
    { id: 2, org_id: 111, day: '2026-11-05', paid_on: '2026-11-05', amount_fen: 250 },
    { id: 3, org_id: 112, day: '2026-09-05', paid_on: '2026-09-05', amount_fen: 30 },
  ])
})
afterAll(() => test?.stop())

/** `org breakdown=item: numerator/denominator` of every figure, for the organisations of the tree that are named. */
async function figures(
  metric: Computed,
  days = NOVEMBER,
  orgs = [WHOLE, '10', '111', '112'],
  references: readonly ReferenceRow[] = [],
): Promise<string[]> {
  const lines: string[] = []
  const tree = () => ({
    sql: 'select org_id as tree_org, path as tree_path, toUInt64(0) as tree_uncounted from app.dim_org',
    hasAliases: false,
  })
  for (const { sql, values } of formulaQueries([metric], days, tree, references)) {
    const answer = await test.warehouse.app.query({ query: sql, query_params: values, format: 'JSONEachRow' })
    for (const row of await answer.json<Record<string, string>>())
      if (orgs.includes(row.org_id ?? ''))
        lines.push(
          `${row.org_id}${row.breakdown ? ` ${row.breakdown}=${row.item}` : ''}: ${row.numerator}/${row.denominator}`,
        )
  }
  return lines.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

function computed(metric: ReturnType<typeof resolveMetric>): Computed {
  if (metric.kind !== 'computed') throw new Error('the metric is a sum of signed rows')
  return { ...metric, id: 'ACT07' }
}

function ofCatalogue(id: MetricId): Computed {
  const metric = METRICS.get(id)
  if (metric?.kind !== 'computed') throw new Error(`${id} is not computed`)
  return metric
}

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

type Formula = Extract<MetricEntry, { formula: object }>['formula']

const entry = (what: { measure: Measure } | { formula: Formula }) =>
  computed(resolveMetric({ title: '', unit: '个', definition: '', breakdowns: [], ...what }))
const of = (measure: Measure) => entry({ measure })

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

describe('metrics of the catalogue', () => {
  it('BIZ01 counts each item once, on the day that it was decided or due, and as timely what a person decided', async () => {
    // timely: one; besides: by the system, due and not decided twice, without a limit
    expect(await figures(ofCatalogue('BIZ01'))).toEqual(['0: 1/5', '10: 1/5', '111: 1/5'])
    const october = { from: at('2026-10-01'), to: at('2026-10-31') }
    expect(await figures(ofCatalogue('BIZ01'), october)).toEqual([])
  })

  it('BIZ05 is the mean time of what was decided, in minutes, sum and number apart', async () => {
    // 25.5 hours, 72 hours, 1 hour
    expect(await figures(ofCatalogue('BIZ05'))).toEqual(['0: 5910/3', '10: 5910/3', '111: 5910/3'])
  })

  it('MSG04 counts who sent anything, once', async () => {
    expect(await figures(ofCatalogue('MSG04'), NOVEMBER, [WHOLE, '10', '11', '12'])).toEqual([
      '0: 2/1',
      '10: 2/1',
      '11: 1/1',
      '12: 1/1',
    ])
  })

  it('TRF06 is the median of days at the receiving organisation, never that of those below', async () => {
    // 2 and 35 days at 111, 9 at 112; where the start is not known there is nothing to tell
    expect(await figures(ofCatalogue('TRF06'), NOVEMBER, [WHOLE, '10', '111', '112', '121'])).toEqual([
      '0: 9000/1000',
      '10: 9000/1000',
      '111: 18500/1000',
      '112: 9000/1000',
    ])
  })

  it('ACT12 counts members by their minutes of the year, whoever has none among all', async () => {
    const orgs = [WHOLE, '10', '111', '112', UNPLACED]
    expect(await figures(ofCatalogue('ACT12'), NOVEMBER, orgs)).toEqual([])
    const least = parseReferenceValues(
      'what,scope,valid_from,value,unit,source\nactivity_hours_least,,2026-01-01,10,小时,a',
      'own.csv',
    )
    expect(await figures(ofCatalogue('ACT12'), NOVEMBER, orgs, least)).toEqual([
      '0: 2/7',
      '10: 1/5',
      '111: 1/2',
      '112: 0/2',
      `${UNPLACED}: 1/1`,
    ])
  })

  it('ACT18 counts organisations that did something in the period, and no others', async () => {
    expect(await figures(ofCatalogue('ACT18'))).toEqual([
      '0 org_type=branch: 1/2',
      '0 org_type=committee: 0/1',
      '0: 1/3',
      '10 org_type=branch: 1/2',
      '10 org_type=committee: 0/1',
      '10: 1/3',
      '111 org_type=branch: 1/1',
      '111: 1/1',
      '112 org_type=branch: 0/1',
      '112: 0/1',
    ])
  })

  it('MEM11 holds members from 14 to 28 against the youths of the same ages', async () => {
    const youths = parseReferenceValues(
      'what,scope,valid_from,value,unit,source\nyouths,,2026-01-01,7,人,a',
      'own.csv',
    )
    expect(await figures(ofCatalogue('MEM11'), NOVEMBER, ['11', '111', '112'], youths)).toEqual([
      '11: 3/7',
      '111: 2/7',
      '112: 1/7',
    ])
  })

  it('MEM19 looks ahead from the day asked about, and takes nobody of unknown age', async () => {
    // until 19 February 1999; member 2 is younger
    expect(await figures(ofCatalogue('MEM19'), NOVEMBER, [WHOLE, '10', '111', UNPLACED])).toEqual([
      '0: 2/1',
      '10: 1/1',
      '111: 1/1',
      `${UNPLACED}: 1/1`,
    ])
  })
})

describe('what an entry may combine', () => {
  it('conditions on figures together with conditions on texts', async () => {
    const busy = those(
      { ...ORGS, with: { checkins: { of: CHECKINS, by: 'org_id' }, members: { of: MEMBERS, by: 'org_id' } } },
      {
        any: [
          {
            all: [
              { field: 'org_type', in: ['branch'] },
              { field: 'checkins', op: '>', than: { const: 1 } },
            ],
          },
          {
            all: [
              { field: 'org_type', notIn: ['branch'] },
              { field: 'members', op: '=', than: { const: 0 } },
            ],
          },
        ],
      },
    )
    // the committee has no members; 111 one check-in of November, 112 one
    expect(await figures(of(busy), NOVEMBER, ['11', '111', '112'])).toEqual(['11: 1/1'])
    const year = { from: at('2026-01-01'), to: NOVEMBER.to }
    expect(await figures(of(busy), year, ['11', '111', '112'])).toEqual(['11: 2/1', '111: 1/1'])
  })

  it('groups, by figures of theirs, where their last row stands', async () => {
    const often: Measure = {
      ...CHECKINS,
      per: {
        by: 'member_id',
        figures: { times: 'count', minutes: { sum: 'activity_minutes' } },
        where: [
          { field: 'times', op: '>', than: { const: 1 } },
          { field: 'minutes', op: '>=', than: { const: 600 } },
        ],
        last: ['checked_on', 'id'],
      },
    }
    const always = { from: at('2025-01-01'), to: NOVEMBER.to }
    // members 1 (last at 112) and 2
    expect(await figures(of(often), always)).toEqual(['0: 2/1', '10: 2/1', '111: 1/1', '112: 1/1'])
    expect(await figures(of({ ...often, aggregate: { sum: 'minutes' } }), always)).toEqual([
      '0: 1799/1',
      '10: 1799/1',
      '111: 1199/1',
      '112: 600/1',
    ])
  })

  it('a metric at other times: the start, the period before, months ago, and months that roll', async () => {
    const collected: Measure = { ...PAYMENTS, aggregate: { sum: 'amount_fen' } }
    const whole = async (numerator: FormulaTerm[], denominator: FormulaTerm[] = []) =>
      (await figures(entry({ formula: { numerator, denominator } }), NOVEMBER, [WHOLE]))[0]
    expect(await whole([{ of: collected }, { of: collected, at: 'previous', times: -1 }])).toBe('0: 150/1')
    expect(await whole([{ of: collected }], [{ of: collected, at: { months: -1 } }])).toBe('0: 250/100')
    expect(await whole([{ of: collected, at: { rolling: 3 } }], [{ of: MEMBERS }])).toBe('0: 380/7')
    expect(await whole([{ of: MEMBERS }], [{ of: MEMBERS, at: 'start' }])).toBe('0: 7/7')
  })

  it('rows by what they were on the day asked about: what was taken back later stood then', async () => {
    const standing: Rows = { ...CHECKINS, basis: { kind: 'since', field: 'checked_on' } }
    const ever: Measure = { ...standing, aggregate: { distinct: 'member_id' } }
    const to = (day: string) => ({ from: at('2026-11-01'), to: at(day) })
    expect(await figures(of(ever), to('2026-11-03'), ['121'])).toEqual(['121: 1/1'])
    expect(await figures(of(ever), to('2026-11-04'), ['121'])).toEqual([])
  })

  it('what rows of the period have of another log, though they got it after the period', async () => {
    const come = (kind: 'ever' | 'state'): Measure => ({
      ...ORGS,
      aggregate: { sum: 'come' },
      with: { come: { of: { ...CHECKINS, basis: { kind } }, by: 'org_id' } },
    })
    const before = { from: at('2026-10-01'), to: at('2026-10-31') }
    expect(await figures(of(come('state')), before, ['111'])).toEqual(['111: 2/1'])
    expect(await figures(of(come('ever')), before, ['111'])).toEqual(['111: 3/1'])
  })

  it('how many rows another log has that meet a condition on figures of their own', async () => {
    const minutes = {
      of: { ...CHECKINS, basis: { kind: 'ever' } },
      by: 'member_id',
      sum: 'activity_minutes',
    } as const
    const active = {
      ...those(MEMBERS, { field: 'minutes', op: '>=', than: { const: 600 } }),
      with: { minutes },
    }
    const lively: Measure = {
      ...ORGS,
      aggregate: { sum: 'active' },
      with: { active: { of: active, by: 'org_id' } },
    }
    // 600 of the first member, 1199 of the second
    expect(await figures(of(lively), NOVEMBER, ['111', '112'])).toEqual(['111: 2/1'])
  })

  it('how many different persons an organisation has below itself, each once', async () => {
    const lively: Measure = {
      ...those(ORGS, { field: 'persons', op: '>=', than: { const: 2 } }),
      with: { persons: { of: CHECKINS, by: 'org_id', distinct: 'member_id', reach: 'subtree' } },
    }
    // one at 111 and another at 112; in February the latter was at 111 too
    expect(await figures(of(lively), NOVEMBER, ['11', '111'])).toEqual(['11: 1/1'])
    const year = { from: at('2026-01-01'), to: NOVEMBER.to }
    expect(await figures(of(lively), year, ['11', '111', '112'])).toEqual(['11: 2/1', '111: 1/1'])
  })

  it('several metrics over the same rows together, and all that is light in one statement', () => {
    const queries = formulaQueries(
      (['DUE06', 'MSG04', 'DUE08', 'DUE07', 'TRF06'] as const).map(ofCatalogue),
      NOVEMBER,
      () => ({
        sql: 'select 1',
        hasAliases: false,
      }),
    )
    expect(queries.map(({ metrics }) => metrics.map(({ id }) => id))).toEqual([
      ['MSG04', 'TRF06'],
      ['DUE06', 'DUE07'],
      ['DUE08'],
    ])
  })

  it('nothing but bound values', () => {
    for (const metric of METRICS.values()) {
      if (metric.kind !== 'computed' || !metric.formula) continue
      for (const { sql } of formulaQueries([metric], NOVEMBER, () => ({ sql: '', hasAliases: false })))
        expect(sql.replaceAll(/--.*|toDate32\('1900-01-01'\)/g, ''), metric.id).not.toMatch(
          /20\d\d-|now\(|today\(/,
        )
    }
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
