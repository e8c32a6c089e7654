import { expect, it } from 'vitest'
import { checkMetric, checkTop } from '../../../../warehouse/catalogue/metrics/checkMetric.ts'
import { CHECKINS, MEMBERS, ORGS, PAYMENTS, those } from '../../../../warehouse/catalogue/metrics/figures.ts'
import type { Measure, MetricEntry } from '../../../../warehouse/catalogue/metrics/metric.ts'

const text = { title: '', unit: '个', definition: '', breakdowns: [] } as const
const refused = (entry: MetricEntry) => () => checkMetric('NEW01', entry)
const measure = (of: Measure): MetricEntry => ({ ...text, measure: of })

it.each<[string, Measure, RegExp]>([
  ['a field that is not there', those(ORGS, { field: 'colour', in: ['red'] }), /there is no field "colour"/],
  [
    'a value that a field never has',
    those(ORGS, { field: 'org_type', in: ['club'] }),
    /"org_type" is never "club"/,
  ],
  [
    'a flag that is neither 0 nor 1',
    those(ORGS, { field: 'is_logged_in', notIn: ['yes'] }),
    /is never "yes"/,
  ],
  ['a day of another form', those(MEMBERS, { field: 'joined_on', in: ['1 May'] }), /is never "1 May"/],
  [
    'an order of texts',
    those(ORGS, { field: 'org_type', op: '>', than: { const: 1 } }),
    /"org_type" is neither number nor day/,
  ],
  [
    'a number compared with a day, deep in the tree',
    those(ORGS, { any: [{ not: { field: 'admin_quota', op: '<', than: { day: 'to' } } }] }),
    /"admin_quota" is no day/,
  ],
  [
    'a day compared with an instant',
    { ...ORGS, entity: 'work_item', where: [{ field: 'due_on', op: '<', than: { field: 'decided_at' } }] },
    /"due_on" cannot be compared with "decided_at"/,
  ],
  [
    'a season that begins on no date of every year',
    those(MEMBERS, { field: 'joined_on', op: '<', than: { last: '02-29' } }),
    /"02-29" is no date of the year/,
  ],
  [
    'money compared with a season',
    those(PAYMENTS, { field: 'amount_fen', op: '=', than: { last: '11-01' } }),
    /"amount_fen" is neither day nor year/,
  ],
  [
    'a count compared with the year of what is no day',
    those(MEMBERS, { field: 'member_no_year', op: '=', than: { yearOf: 'education' } }),
    /"education" is no day: it has no year/,
  ],
  [
    'a day compared with a year',
    those(MEMBERS, { field: 'joined_on', op: '=', than: { yearOf: 'birth_month' } }),
    /"joined_on" is no year/,
  ],
  [
    'figures of the subtree of what has none',
    { ...MEMBERS, with: { below: { of: CHECKINS, by: 'member_id', reach: 'subtree' } } },
    /"below" is a figure of subtrees, which organisations have only/,
  ],
  [
    'a reference value under a name that the table does not have',
    those(ORGS, { field: 'reference_colour', op: '<', than: { day: 'to' } }),
    /there is no field "reference_colour"/,
  ],
  [
    'a part of a day',
    those(MEMBERS, { field: 'joined_on', op: '<', than: { field: 'birth_month', percent: 30 } }),
    /a day has no percentage/,
  ],
  [
    'figures matched by two fields of a row',
    {
      ...MEMBERS,
      with: {
        one: { of: CHECKINS, by: 'member_id' },
        other: { of: MEMBERS, by: 'person_key', key: 'person_key' },
      },
    },
    /matched by one field/,
  ],
  ['a sum of texts', { ...PAYMENTS, aggregate: { sum: 'channel' } }, /"channel" is no number/],
  [
    'a place that holds no organisation',
    { ...CHECKINS, place: 'member_id' },
    /"member_id" of checkin holds no/,
  ],
  [
    'a business date that is no day',
    { ...PAYMENTS, basis: { kind: 'business', field: 'amount_fen' } },
    /"amount_fen" of dues_payment is no day/,
  ],
  [
    'persons among moves',
    { ...MEMBERS, aggregate: { distinct: 'person_key' }, basis: { kind: 'change' } },
    /change is a sum of moves/,
  ],
  [
    'what came at any time as a figure of a period',
    { ...CHECKINS, basis: { kind: 'ever' } },
    /no measure of a period/,
  ],
  [
    'a figure with the name of a field',
    { ...ORGS, with: { youth_count: { of: MEMBERS, by: 'org_id' } } },
    /"youth_count" has the name of a field/,
  ],
  [
    'a condition on a figure that no group has',
    {
      ...CHECKINS,
      per: {
        by: 'member_id',
        figures: {},
        where: [{ field: 'n', op: '>', than: { const: 1 } }],
        last: ['id'],
      },
    },
    /there is no field "n"/,
  ],
  [
    'a quantile beyond all rows',
    { ...CHECKINS, aggregate: { quantile: 1, of: 'activity_minutes' } },
    /between 0 and 1/,
  ],
  [
    'an average of what must not be told of few',
    {
      ...ORGS,
      entity: 'mm_profile',
      where: [],
      aggregate: { avg: { days: ['birth_month', 'birth_month'] } },
    },
    /an average or a quantile of few rows tells of each/,
  ],
])('refuses %s, by the name of the metric', (_, of, reason) => {
  expect(refused(measure(of))).toThrow(reason)
  expect(refused(measure(of))).toThrow(/^metric NEW01: /)
})

it('refuses a quantile as part of a formula: parts are added up', () => {
  const median: Measure = { ...CHECKINS, aggregate: { quantile: 0.5, of: 'activity_minutes' } }
  expect(refused({ ...text, ratio: { numerator: median, denominator: CHECKINS } })).toThrow(
    /no part of a formula/,
  )
})

it('refuses a breakdown that one part of a ratio does not know', () => {
  const ratio = { numerator: CHECKINS, denominator: MEMBERS }
  expect(refused({ ...text, breakdowns: ['method'], ratio })).toThrow(
    /member cannot be broken down by method/,
  )
  expect(refused({ ...text, breakdowns: ['level', 'industry_code'], ratio })).not.toThrow()
  expect(refused({ ...text, breakdowns: ['age_band'], measure: CHECKINS })).toThrow(/no field "birth_month"/)
})

it('refuses a weight that is no share of the whole', () => {
  const share = { numerator: CHECKINS, denominator: CHECKINS }
  expect(refused({ ...text, score: [{ weight: 'youths', ...share }] })).toThrow(/"youths" is no weight/)
  expect(refused({ ...text, score: [{ weight: 'care_tasks_weight', ...share }] })).not.toThrow()
})

it('refuses points of what is no number, by what is no weight, and days that are none', () => {
  const points = (...shares: NonNullable<Measure['points']>) => measure({ ...MEMBERS, points: shares })
  const weight = 'assessment_hours_weight'
  expect(refused(points({ weight: 'youths', holds: { field: 'is_cadre', in: ['1'] } }))).toThrow(
    /"youths" is no weight/,
  )
  expect(refused(points({ weight, of: 'education', outOf: 'grad_year' }))).toThrow(/"education" is no number/)
  expect(refused(points({ weight, holds: { field: 'colour', in: ['red'] } }))).toThrow(/no field "colour"/)
  expect(refused(measure({ ...MEMBERS, aggregate: { sum: 'points' } }))).toThrow(/no field "points"/)
  const joined = (less: 'youths' | 'visit_due_after') =>
    measure(those(MEMBERS, { field: 'joined_on', op: '>', than: { day: 'to', less } }))
  expect(refused(joined('youths'))).toThrow(/"youths" is no number of days/)
  expect(refused(joined('visit_due_after'))).not.toThrow()
})

it('refuses a list by what is no figure of its rows, of fields that they lack, and of what needs care', () => {
  const of = { ...ORGS, with: { members: { of: MEMBERS, by: 'org_id' } } }
  const by = (figure: string) => [{ figure, title: '', unit: '人' }] as const
  expect(() => checkTop('NEW', { of, by: by('members'), shows: ['org_type'] })).not.toThrow()
  expect(() => checkTop('NEW', { of, by: by('followers'), shows: [] })).toThrow(
    /list NEW: there is no field "followers"/,
  )
  expect(() => checkTop('NEW', { of, by: by('members'), shows: ['colour'] })).toThrow(/no field "colour"/)
  const cases = {
    ...ORGS,
    with: { cases: { of: { ...MEMBERS, entity: 'special_youth', where: [] }, by: 'org_id' } },
  } as const
  expect(() => checkTop('NEW', { of: cases, by: by('cases'), shows: [] })).toThrow(/needs care/)
})
