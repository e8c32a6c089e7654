import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import type { Ask } from '../../../warehouse/query/types.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from './world.ts'

const ROOT: Scope = { org: 'root' }
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  const { warehouse } = test
  await plantTree(warehouse)
  await plantOrgs(warehouse)

  await sign(warehouse, 'member', [
    // seven who stay: four in 111, one in 121, one in 21, one where the tree has no place yet
    member(111, '2026-05-01'),
    member(111, '2026-05-02', { gender: 'male', birth_month: '2013-01-01' }),
    member(111, '2026-09-30', { payer_class: 'wage', birth_month: '1998-11-01' }),
    member(111, '2026-10-01', {
      birth_month: '1998-12-01',
      report_status: 'submitted',
      payer_class: 'relief',
    }),
    member(121, '2026-05-01', { gender: 'male', political_status: 'party_member' }),
    member(21, '2026-11-21', { education: '' }),
    member(999, '2026-11-01', { birth_month: '1900-01-01' }),
    // moved from 111 to 121 on 9 May, left on 20 October because of age
    member(111, '2026-05-01'),
    member(111, '2026-05-09', { sign: -1, transition: 'move_out' }),
    member(121, '2026-05-09', { transition: 'move_in' }),
    member(121, '2026-10-20', { sign: -1, transition: 'leave' }),
    member(121, '2026-10-20', { transition: 'gone', status: 'aged_out' }),
    // being transferred since 15 November and counted until gone, on the 18th
    member(21, '2026-01-01'),
    member(21, '2026-11-15', { sign: -1, transition: 'edit_out' }),
    member(21, '2026-11-15', { transition: 'edit_in', status: 'transferring' }),
    member(21, '2026-11-18', { sign: -1, transition: 'leave', status: 'transferring' }),
  ])

  const bill = (org: number, month: string, fen: number, fields = {}) => ({
    org_id: org,
    day: month,
    bill_month: month,
    amount_due_fen: fen,
    payer_class: 'student',
    status: 'open',
    ...fields,
  })
  await sign(warehouse, 'dues_bill', [
    bill(111, '2026-10-01', 20),
    bill(111, '2026-11-01', 20),
    bill(121, '2026-11-01', 500, { payer_class: 'wage' }),
    bill(21, '2026-11-01', 1000, { status: 'void' }),
    // corrected from 30 to 40 fen on 5 November: the bill of October changes
    bill(21, '2026-10-01', 30),
    bill(21, '2026-10-01', 30, { day: '2026-11-05', sign: -1, transition: 'edit_out' }),
    bill(21, '2026-10-01', 40, { day: '2026-11-05', transition: 'edit_in' }),
  ])
  const payment = (org: number, month: string, paid: string, fen: number, channel: string, fields = {}) => ({
    org_id: org,
    day: paid,
    bill_month: month,
    paid_on: paid,
    amount_fen: fen,
    channel,
    ...fields,
  })
  await sign(warehouse, 'dues_payment', [
    payment(111, '2026-10-01', '2026-11-02', 20, 'wechat'),
    payment(111, '2026-11-01', '2026-11-02', 20, 'cash'),
    payment(121, '2026-11-01', '2026-11-21', 130, 'wechat'),
    // of his own accord: it is on no bill
    payment(121, '2026-11-01', '2026-11-21', 300, 'wechat', { is_voluntary: 1 }),
    // refunded: as if it had never been
    payment(21, '2026-10-01', '2026-10-03', 40, 'alipay'),
    payment(21, '2026-10-01', '2026-10-03', 40, 'alipay', {
      day: '2026-10-20',
      sign: -1,
      transition: 'leave',
    }),
  ])
  const activity = (org: number, day: string, status: string, category: string, fields = {}) => ({
    org_id: org,
    day,
    published_on: day,
    status,
    category,
    kind: 'offline',
    ...fields,
  })
  await sign(warehouse, 'activity', [
    activity(10, '2026-11-21', 'signing_up', 'ideological'),
    activity(111, '2026-11-03', 'running', 'public_service', { kind: 'online' }),
    activity(121, '2026-10-03', 'running', 'public_service'),
    activity(121, '2026-10-03', 'running', 'public_service', {
      day: '2026-10-09',
      sign: -1,
      transition: 'edit_out',
    }),
    activity(121, '2026-10-03', 'ended', 'public_service', { day: '2026-10-09', transition: 'edit_in' }),
  ])
  const signup = (org: number, day: string) => ({ org_id: org, day, submitted_on: day, status: 'submitted' })
  await sign(warehouse, 'signup', [
    signup(10, '2026-11-21'),
    signup(10, '2026-11-20'),
    signup(121, '2026-10-03'),
  ])
  const checkin = (org: number, day: string, method: string) => ({
    org_id: org,
    day,
    checked_on: day,
    method,
  })
  await sign(warehouse, 'checkin', [
    checkin(10, '2026-11-21', 'qr'),
    checkin(121, '2026-10-03', 'geo'),
    checkin(121, '2026-10-03', 'qr'),
  ])
})
afterAll(() => test?.stop())

type Question = Partial<Ask> & { scope?: Scope }

/** Answers of one metric as text, `row/bucket/item=value`, without what is constant. */
async function answer(metric: MetricId, question: Question = {}): Promise<Record<string, number | null>> {
  const { scope = ROOT, ...rest } = question
  const asked: Ask = {
    name: 'q',
    metrics: [metric],
    org: 'root',
    rows: 'total',
    from: TODAY,
    to: TODAY,
    grain: 'all',
    ...rest,
  }
  const { answers } = await askUnmasked(test.warehouse.reader, scope, [asked], TODAY)
  return Object.fromEntries(
    (answers.get('q')?.cells ?? []).map(({ org, bucket, item, value }) => {
      const parts = [
        ...(asked.rows === 'children' ? [org] : []),
        ...(asked.grain === 'all'
          ? []
          : [new Date(bucket * 86_400_000).toISOString().slice(0, asked.grain === 'day' ? 10 : 7)]),
        ...(asked.by ? [item] : []),
      ]
      return [parts.length > 0 ? parts.join(' ') : 'value', value]
    }),
  )
}
const total = async (metric: MetricId, question: Question = {}) => (await answer(metric, question)).value

const NOVEMBER = { from: at('2026-11-01'), to: TODAY }
const OCTOBER = { from: at('2026-10-01'), to: at('2026-10-31') }
const HALF_YEAR = { from: at('2026-06-01'), to: TODAY, grain: 'month' as const }
const CHILDREN = { rows: 'children' as const }

describe('stocks', () => {
  it('counts members now: the province, a subtree, the rows of its children', async () => {
    expect(await total('MEM01')).toBe(7)
    expect(await total('MEM01', { org: '1' })).toBe(6)
    expect(await total('MEM01', { org: '11' })).toBe(4)
    expect(await answer('MEM01', CHILDREN)).toEqual({ '1': 6, '': 1 })
    expect(await answer('MEM01', { org: '1', ...CHILDREN })).toEqual({ '10': 5, '20': 1, '1': 0 })
    expect(await answer('MEM01', { org: '11', ...CHILDREN })).toEqual({ '111': 4, '112': 0, '11': 0 })
    expect(await answer('MEM01', { org: '111', ...CHILDREN })).toEqual({ '111': 4 })
  })

  it('counts members on a past day where they were on that day', async () => {
    const day = (text: string) => ({ from: at(text), to: at(text) })
    // nobody knows of any member before the first
    expect(await total('MEM01', day('2025-12-31'))).toBeNull()
    expect(await total('MEM01', day('2026-05-08'))).toBe(5)
    expect(await answer('MEM01', { org: '10', ...CHILDREN, ...day('2026-05-08') })).toEqual({
      '11': 3,
      '12': 1,
      '10': 0,
    })
    expect(await answer('MEM01', { org: '10', ...CHILDREN, ...day('2026-05-09') })).toEqual({
      '11': 2,
      '12': 2,
      '10': 0,
    })
    expect(await total('MEM01', { org: '20', ...day('2026-11-14') })).toBe(1)
    expect(await total('MEM01', { org: '20', ...day('2026-11-15') })).toBe(1)
    expect(await total('MEM01', { org: '20', ...day('2026-11-18') })).toBe(0)
  })

  it('carries a stock from month to month, months without changes included', async () => {
    expect(await answer('MEM01', HALF_YEAR)).toEqual({
      '2026-06': 5,
      '2026-07': 5,
      '2026-08': 5,
      '2026-09': 6,
      '2026-10': 6,
      '2026-11': 7,
    })
    expect(
      await answer('MEM01', { org: '20', from: at('2026-11-14'), to: at('2026-11-16'), grain: 'day' }),
    ).toEqual({
      '2026-11-14': 1,
      '2026-11-15': 1,
      '2026-11-16': 1,
    })
    expect(
      await answer('MEM01', {
        org: '10',
        ...CHILDREN,
        from: at('2026-10-05'),
        to: at('2026-11-05'),
        grain: 'month',
      }),
    ).toEqual({
      '11 2026-10': 4,
      '11 2026-11': 4,
      '12 2026-10': 1,
      '12 2026-11': 1,
      '10 2026-10': 0,
      '10 2026-11': 0,
    })
  })

  it('counts members of a kind', async () => {
    expect(await total('MEM02')).toBe(6)
    expect(await answer('MEM02', { org: '10', ...CHILDREN })).toEqual({ '11': 3, '12': 1, '10': 0 })
    expect(await total('MEM18')).toBe(1)
    expect(await total('MEM12')).toBeCloseTo(5 / 7)
    expect(await answer('MEM12', { org: '11', ...CHILDREN })).toEqual({ '111': 0.5, '112': null, '11': null })
  })

  it('breaks members down by attributes of theirs and of their organisation', async () => {
    expect(await answer('MEM01', { by: 'gender' })).toEqual({ male: 2, female: 5, unknown: 0 })
    expect(await answer('MEM01', { by: 'education' })).toMatchObject({ bachelor: 6, '': 1, college: 0 })
    expect(await answer('MEM01', { by: 'status_class' })).toEqual({ student: 5, working: 1, other: 1 })
    expect(await answer('MEM01', { by: 'industry_code' })).toMatchObject({
      school: 5,
      village: 1,
      '': 1,
      enterprise: 0,
    })
    expect(await answer('MEM01', { by: 'region_code', org: '1' })).toEqual({
      '440103': 4,
      '440104': 1,
      '440200': 1,
    })
    expect(await answer('MEM01', { by: 'gender', org: '1', ...CHILDREN })).toMatchObject({
      '10 male': 2,
      '10 female': 3,
      '20 female': 1,
    })
  })

  it('bands age by completed years, with the month of birth', async () => {
    expect(await answer('MEM01', { by: 'age_band' })).toEqual({
      '<14': 1,
      '14-17': 0,
      '18-22': 3,
      '23-27': 1,
      '≥28': 1,
      '': 1,
    })
  })

  it('counts organisations, also direct children only', async () => {
    expect(await total('ORG01')).toBe(9)
    expect(await total('ORG01', { org: '10' })).toBe(6)
    expect(await total('ORG02', { from: at('2026-10-09'), to: at('2026-10-09') })).toBe(3)
    expect(await total('ORG02')).toBe(4)
    expect(await answer('ORG01', { by: 'level', org: '1' })).toEqual({ '2': 1, '3': 2, '4': 3, '5': 3 })
    expect(await answer('ORG03', { by: 'org_type' })).toMatchObject({ committee: 5, branch: 0 })
    expect(await total('ORG04')).toBe(1)
    expect(await total('ORG04', { org: '10' })).toBe(2)
    expect(await answer('ORG04', { org: '10', ...CHILDREN })).toEqual({ '11': 2, '12': 1, '10': 2 })
  })

  it('counts branches without a member, as of any day', async () => {
    expect(await total('ORG08')).toBe(1)
    expect(await answer('ORG08', { org: '10', ...CHILDREN })).toEqual({ '11': 1, '12': 0, '10': 0 })
    expect(await answer('ORG08', { by: 'industry_code' })).toMatchObject({ enterprise: 1, school: 0 })
    // before May nobody was in 111 and 121, and 112 did not exist
    expect(await total('ORG08', { from: at('2026-04-30'), to: at('2026-04-30') })).toBe(2)
    expect(await answer('ORG08', { from: at('2026-04-01'), to: TODAY, grain: 'month', org: '10' })).toEqual({
      '2026-04': 2,
      '2026-05': 0,
      '2026-06': 0,
      '2026-07': 0,
      '2026-08': 0,
      '2026-09': 0,
      '2026-10': 1,
      '2026-11': 1,
    })
  })

  it('counts activities by their state', async () => {
    expect(await total('ACT02')).toBe(2)
    expect(await total('ACT02', { from: at('2026-10-08'), to: at('2026-10-08') })).toBe(1)
    expect(await answer('ACT02', { by: 'category' })).toMatchObject({
      ideological: 1,
      public_service: 1,
      training: 0,
    })
    expect(await answer('ACT02', { org: '10', ...CHILDREN })).toEqual({ '11': 1, '12': 0, '10': 1 })
  })
})

describe('flows', () => {
  it('counts who joined by the day of joining, whatever came after', async () => {
    expect(await total('MEM07', { from: at('2026-05-01'), to: at('2026-05-31') })).toBe(4)
    expect(await answer('MEM07', HALF_YEAR)).toEqual({
      '2026-06': 0,
      '2026-07': 0,
      '2026-08': 0,
      '2026-09': 1,
      '2026-10': 1,
      '2026-11': 2,
    })
    expect(await answer('MEM07', { org: '1', ...CHILDREN, ...NOVEMBER })).toEqual({
      '10': 0,
      '20': 1,
      '1': 0,
    })
    expect(await answer('MEM07', { by: 'school_stage', from: at('2026-01-01'), to: TODAY })).toMatchObject({
      university: 6,
      none: 2,
      '': 1,
    })
  })

  it('says what a stock gained', async () => {
    expect(await total('MEM08')).toBe(1)
    expect(await total('MEM08', NOVEMBER)).toBe(1)
    expect(await total('MEM08', { ...NOVEMBER, org: '20' })).toBe(0)
    expect(await total('MEM08', OCTOBER)).toBe(0)
  })

  it('counts new organisations', async () => {
    expect(await total('ORG05', OCTOBER)).toBe(1)
    expect(await answer('ORG05', { ...OCTOBER, by: 'org_type', org: '11' })).toMatchObject({
      branch: 1,
      committee: 0,
    })
  })

  it('sums dues in fen by the month of the bill and by the day of payment', async () => {
    expect(await total('DUE01', NOVEMBER)).toBe(520)
    expect(await total('DUE01', OCTOBER)).toBe(60)
    expect(await answer('DUE01', { ...NOVEMBER, by: 'payer_class' })).toMatchObject({
      student: 20,
      wage: 500,
    })
    expect(await total('DUE02')).toBe(430)
    expect(await total('DUE02', NOVEMBER)).toBe(470)
    // the only one of October was refunded, so that the data begin in November
    expect(await total('DUE02', OCTOBER)).toBeNull()
    expect(await answer('DUE02', { ...NOVEMBER, by: 'channel' })).toEqual({
      wechat: 450,
      alipay: 0,
      unionpay: 0,
      cash: 20,
    })
    expect(await answer('DUE02', { ...NOVEMBER, org: '1', ...CHILDREN })).toEqual({
      '10': 470,
      '20': 0,
      '1': 0,
    })
    expect(await answer('DUE03', { ...OCTOBER, to: TODAY, grain: 'month' })).toEqual({
      '2026-10': 20,
      '2026-11': 150,
    })
    expect(await total('DUE04', NOVEMBER)).toBeCloseTo(150 / 520)
    expect(await answer('DUE04', { ...NOVEMBER, org: '1', ...CHILDREN })).toEqual({
      '10': 150 / 520,
      '20': null,
      '1': null,
    })
  })

  it('counts activities, sign-ups and check-ins by their day', async () => {
    expect(await total('ACT01')).toBe(1)
    expect(await answer('ACT01', { ...NOVEMBER, by: 'category' })).toMatchObject({
      ideological: 1,
      public_service: 1,
    })
    expect(await answer('ACT01', { ...NOVEMBER, by: 'kind' })).toEqual({ offline: 1, online: 1 })
    expect(await answer('ACT01', { ...OCTOBER, to: TODAY, grain: 'month', org: '10' })).toEqual({
      '2026-10': 1,
      '2026-11': 2,
    })
    expect(await total('ACT03')).toBe(1)
    expect(await answer('ACT03', { ...OCTOBER, to: TODAY, org: '10', ...CHILDREN })).toEqual({
      '11': 0,
      '12': 1,
      '10': 2,
    })
    expect(await total('ACT05', OCTOBER)).toBe(2)
    expect(await answer('ACT05', { ...OCTOBER, by: 'method' })).toEqual({ geo: 1, qr: 1 })
  })
})

describe('what may be asked', () => {
  it('refuses an organisation outside the scope, for every kind of row', async () => {
    const scope = { org: '20' }
    for (const org of ['root', '1', '10', '111'])
      for (const rows of ['total', 'children'] as const)
        await expect(answer('MEM01', { scope, org, rows })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await total('MEM01', { scope, org: '21' })).toBe(1)
  })

  it('names an unknown organisation', async () => {
    for (const org of ['77', '0077', '1 or 1=1', '99999999999999999999', ''])
      await expect(answer('MEM01', { org })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('refuses a breakdown that the metric does not allow', async () => {
    await expect(answer('MEM18', { by: 'gender' })).rejects.toMatchObject({ code: 'input' })
  })

  it('answers personal attributes below the city as of yesterday', async () => {
    expect(await answer('MEM01', { by: 'gender', org: '21' })).toMatchObject({ female: 0 })
    expect(await answer('MEM01', { by: 'gender', org: '20', ...CHILDREN })).toMatchObject({ '21 female': 0 })
    expect(await answer('MEM01', { by: 'gender', org: '20' })).toMatchObject({ female: 1 })
  })

  it('gives the heads of the logs it read', async () => {
    const asked: Ask = {
      name: 'q',
      metrics: ['ORG08', 'DUE04'],
      org: 'root',
      rows: 'total',
      from: TODAY,
      to: TODAY,
      grain: 'all',
    }
    const { heads } = await askUnmasked(test.warehouse.reader, ROOT, [asked], TODAY)
    expect(heads).toEqual({ org: '1', member: '2', dues_bill: '3', dues_payment: '4' })
  })
})
