import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arrears } from '../../../jobs/measures/arrears.ts'
import { firstDayOf } from '../../../jobs/measures/firstDay.ts'
import { participation } from '../../../jobs/measures/participation.ts'
import { retention } from '../../../jobs/retention/retention.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { type LogRow, member, sign } from '../../warehouse/query/world.ts'
import { day, figuresOf, runJob } from '../support.ts'

/**
 *     1 province ── 10 city ── 11 county ── 110 committee ── 111 branch, 112 branch
 *                └─ 21 university ── 211 branch
 *     On 15 November branch 112 moves to the university, and the account of 110 turns invalid.
 */
let test: TestWarehouse

const ALL_FIELDS = 2 ** 15 - 1
let version = 0
const org = (
  id: number,
  parent: number,
  type: string,
  right: 0 | 1,
  on = '2020-01-01',
  account = 'valid',
): LogRow => ({
  ev: 1,
  id,
  ver: ++version,
  sent: ALL_FIELDS,
  alive: 1,
  sign: 0,
  transition: 'none',
  changed_on: on,
  org_id: id,
  parent_org_id: parent,
  org_full_name: `组织${id}`,
  org_type: type,
  status: 'active',
  created_on: '2020-01-01',
  has_retention_right: right,
  sub_account_status: account,
})

let rowId = 0
const bill = (owner: number, debtor: number, month: string, due: number, change: LogRow = {}): LogRow => ({
  id: ++rowId,
  org_id: owner,
  member_id: debtor,
  bill_month: `${month}-01`,
  day: `${month}-01`,
  amount_due_fen: due,
  status: 'open',
  ...change,
})
const payment = (of: LogRow, fen: number, paid: string, change: LogRow = {}): LogRow => ({
  id: Number(of.id) + 1000,
  org_id: Number(of.org_id),
  bill_id: Number(of.id),
  bill_month: String(of.bill_month),
  member_id: Number(of.member_id),
  amount_fen: fen,
  paid_on: paid,
  day: paid,
  ...change,
})

beforeAll(async () => {
  test = await testWarehouse()
  await sign(test.warehouse, 'org', [
    org(1, 0, 'leading_organ', 1),
    org(10, 1, 'leading_organ', 1),
    org(11, 10, 'leading_organ', 1),
    org(110, 11, 'committee', 1),
    org(111, 110, 'branch', 0),
    org(112, 110, 'branch', 0),
    org(21, 1, 'committee', 1),
    org(211, 21, 'branch', 0),
    org(112, 21, 'branch', 0, '2026-11-15'),
    org(110, 11, 'committee', 1, '2026-11-15', 'invalid'),
  ])
  const partly = bill(111, 2, '2026-09', 300)
  const refunded = bill(112, 3, '2026-10', 20)
  const late = bill(211, 5, '2026-09', 20)
  const voided = bill(112, 4, '2026-09', 20)
  const corrected = bill(112, 4, '2026-08', 400)
  await sign(test.warehouse, 'dues_bill', [
    ...['2026-08', '2026-09', '2026-10', '2026-11'].map(month => bill(111, 1, month, 20)),
    partly,
    refunded,
    late,
    voided,
    { ...voided, sign: -1, transition: 'edit_out', day: '2026-09-05' },
    { ...voided, status: 'void', transition: 'edit_in', day: '2026-09-05' },
    bill(112, 4, '2026-10', 0, { status: 'exempt' }),
    // 4.00 that became 3.00 on 2 August, and is paid
    corrected,
    { ...corrected, sign: -1, transition: 'edit_out', day: '2026-08-02' },
    { ...corrected, amount_due_fen: 300, status: 'paid', transition: 'edit_in', day: '2026-08-02' },
    ...['2025-01', '2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10'].map(month =>
      bill(211, 6, month, 20),
    ),
    // of a member that the source does not name
    bill(211, 0, '2026-10', 5),
  ])
  const back = payment(refunded, 20, '2026-10-03')
  await sign(test.warehouse, 'dues_payment', [
    payment(partly, 100, '2026-09-05'),
    back,
    { ...back, sign: -1, transition: 'leave', day: '2026-11-10' },
    // paid on the last of the month, told of on the first
    payment(late, 20, '2026-10-31', { day: '2026-11-01' }),
    payment(corrected, 300, '2026-08-02'),
  ])
})

afterAll(() => test?.stop())

describe('arrears', () => {
  const OCTOBER = [
    // member 1: August and September; member 2: 2.00 of September; member 6: all since January 2025
    'DUE06 1 : 3/1',
    'DUE06 1 1: 3/1',
    'DUE06 1 2: 2/1',
    'DUE06 1 3-5: 1/1',
    'DUE06 1 ≥12: 1/1',
    'DUE06 10 : 2/1',
    'DUE06 10 1: 2/1',
    'DUE06 10 2: 1/1',
    'DUE06 11 : 2/1',
    'DUE06 11 1: 2/1',
    'DUE06 11 2: 1/1',
    'DUE06 21 : 1/1',
    'DUE06 21 1: 1/1',
    'DUE06 21 2: 1/1',
    'DUE06 21 3-5: 1/1',
    'DUE06 21 ≥12: 1/1',
    'DUE06 110 : 2/1',
    'DUE06 110 1: 2/1',
    'DUE06 110 2: 1/1',
    'DUE06 111 : 2/1',
    'DUE06 111 1: 2/1',
    'DUE06 111 2: 1/1',
    'DUE06 211 : 1/1',
    'DUE06 211 1: 1/1',
    'DUE06 211 2: 1/1',
    'DUE06 211 3-5: 1/1',
    'DUE06 211 ≥12: 1/1',
    'DUE07 1 : 360/1',
    'DUE07 1 1: 240/1',
    'DUE07 1 2: 40/1',
    'DUE07 1 3-5: 60/1',
    'DUE07 1 ≥12: 20/1',
    'DUE07 10 : 240/1',
    'DUE07 10 1: 220/1',
    'DUE07 10 2: 20/1',
    'DUE07 11 : 240/1',
    'DUE07 11 1: 220/1',
    'DUE07 11 2: 20/1',
    'DUE07 21 : 120/1',
    'DUE07 21 1: 20/1',
    'DUE07 21 2: 20/1',
    'DUE07 21 3-5: 60/1',
    'DUE07 21 ≥12: 20/1',
    'DUE07 110 : 240/1',
    'DUE07 110 1: 220/1',
    'DUE07 110 2: 20/1',
    'DUE07 111 : 240/1',
    'DUE07 111 1: 220/1',
    'DUE07 111 2: 20/1',
    'DUE07 211 : 120/1',
    'DUE07 211 1: 20/1',
    'DUE07 211 2: 20/1',
    'DUE07 211 3-5: 60/1',
    'DUE07 211 ≥12: 20/1',
    // July, August and September
    'DUE08 1 : 1/1',
    'DUE08 21 : 1/1',
    'DUE08 211 : 1/1',
  ]

  it('are what was open at the end of the month, by age, in distinct members', async () => {
    expect(await runJob(test, arrears, '2026-10-01', '2026-10-31')).toBe(OCTOBER.length)
    expect(await figuresOf(test, 'arrears', '2026-10-01')).toEqual(OCTOBER)
  })

  it('of a running month do not count its own bills; a refunded bill is owed again; months in a row', async () => {
    await runJob(test, arrears, '2026-11-01', '2026-11-20')
    const figures = await figuresOf(test, 'arrears', '2026-11-01')
    const of = (org: number) => figures.filter(line => line.split(' ')[1] === String(org))
    expect(of(111)).toEqual([
      'DUE06 111 : 2/1',
      'DUE06 111 1: 1/1',
      'DUE06 111 2: 2/1',
      'DUE06 111 3-5: 1/1',
      'DUE07 111 : 260/1',
      'DUE07 111 1: 20/1',
      'DUE07 111 2: 220/1',
      'DUE07 111 3-5: 20/1',
      'DUE08 111 : 1/1',
    ])
    // the branch stands below the university at the end of this window
    expect(of(112)).toEqual(['DUE06 112 : 1/1', 'DUE06 112 1: 1/1', 'DUE07 112 : 20/1', 'DUE07 112 1: 20/1'])
    expect(of(110)).toEqual(of(111).map(line => line.replace(' 111 ', ' 110 ')))
    // members 3 and 6, and 0.05 of somebody unknown
    expect(of(21)).toEqual([
      'DUE06 21 : 2/1',
      'DUE06 21 1: 2/1',
      'DUE06 21 2: 1/1',
      'DUE06 21 3-5: 1/1',
      'DUE06 21 6-11: 1/1',
      'DUE06 21 ≥12: 1/1',
      'DUE07 21 : 165/1',
      'DUE07 21 1: 45/1',
      'DUE07 21 2: 20/1',
      'DUE07 21 3-5: 60/1',
      'DUE07 21 6-11: 20/1',
      'DUE07 21 ≥12: 20/1',
      'DUE08 21 : 1/1',
      'DUE09 21 : 1/1',
    ])
    expect(of(1).filter(line => line.startsWith('DUE08'))).toEqual(['DUE08 1 : 2/1'])
  })

  it('run again give the same rows, and leave the other months alone', async () => {
    await runJob(test, arrears, '2026-11-01', '2026-11-20')
    const before = await figuresOf(test, 'arrears', '2026-11-01')
    await runJob(test, arrears, '2026-11-01', '2026-11-20')
    expect(await figuresOf(test, 'arrears', '2026-11-01')).toEqual(before)
    expect(await figuresOf(test, 'arrears', '2026-10-01')).toEqual(OCTOBER)
  })

  it('of a run that was stopped leave the figures of the run before, also after half of it was staged', async () => {
    await runJob(test, arrears, '2026-10-01', '2026-10-31')
    const stop = new AbortController()
    const stopped = runJob(test, arrears, '2026-10-01', '2026-10-31', {
      signal: stop.signal,
      progress: share => (share > 0 ? stop.abort() : undefined),
    })
    await expect(stopped).rejects.toThrow()
    expect(await figuresOf(test, 'arrears', '2026-10-01')).toEqual(OCTOBER)
    // what a killed run left behind
    await test.warehouse.app.insert({
      table: 'app.ads_org_measure_next',
      format: 'JSONEachRow',
      values: [
        {
          job: 'arrears',
          month: '2026-10-01',
          metric: 'DUE07',
          org_id: 1,
          item: '',
          numerator: 7,
          denominator: 1,
        },
      ],
    })
    expect(await runJob(test, arrears, '2026-10-01', '2026-10-31')).toBe(OCTOBER.length)
    expect(await figuresOf(test, 'arrears', '2026-10-01')).toEqual(OCTOBER)
  })

  it('refuse a window that is no month', async () => {
    await expect(runJob(test, arrears, '2026-09-01', '2026-10-31')).rejects.toThrow(/is no month/)
  })
})
