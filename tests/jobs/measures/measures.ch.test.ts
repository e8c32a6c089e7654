import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertMeasures, type Measure, replaceMonths } from '../../../jobs/measures/replaceMeasures.ts'
import { retention } from '../../../jobs/retention/retention.ts'
import { refreshTree } from '../../../warehouse/orgs/refresh.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { type LogRow, member, sign } from '../../warehouse/query/world.ts'
import { contextOf, day, figuresOf, measuresLike, runJob } from '../support.ts'

/** Rows without an end, until the lease is lost somewhere among them. */
function* endless(lost: AbortController, row: Measure): Iterable<Measure> {
  for (let i = 0; ; i++) {
    if (i === 10_000) lost.abort(new Error('lost the lease'))
    yield row
  }
}

/**
 *     1 province ── 10 city ── 11 county ── 110 committee ── 111 branch, 112 branch
 *                └─ 21 university ── 211 branch
 *     On 15 November branch 112 moves to the university, and the account of 110 turns invalid.
 */
let test: TestWarehouse
const measures = measuresLike(/^(DUE0[6-9]|ACT0[78])$/)

/** Figures of the metrics with such ids. */
async function of(ids: RegExp, month: string): Promise<string[]> {
  return (await figuresOf(test, 'measures', month)).filter(line => ids.test(line))
}

const ALL_FIELDS = 2 ** 15 - 1
let version = 0
let checkinId = 0
const checkin = (owner: number, who: number, on: string, change: LogRow = {}): LogRow => ({
  id: ++checkinId,
  org_id: 10,
  member_org_id: owner,
  member_id: who,
  checked_on: on,
  day: on,
  ...change,
})
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
  const september = bill(111, 1, '2026-09', 20)
  await sign(test.warehouse, 'dues_bill', [
    ...['2026-08', '2026-10', '2026-11'].map(month => bill(111, 1, month, 20)),
    september,
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
    // pays nothing that is due, whichever bill it names
    payment(september, 20, '2026-09-02', { is_voluntary: 1 }),
    // a year before the first bill of the others
    payment(bill(110, 7, '2024-12', 1), 1, '2024-12-30'),
  ])
  const members = [111, 111, 111, 112, 211].map(owner => member(owner, '2024-01-01'))
  await sign(test.warehouse, 'member', [
    ...members,
    // joins after October
    member(211, '2026-11-03', { id: 90 }),
  ])
  const wrong = checkin(111, 3, '2026-10-06')
  await sign(test.warehouse, 'checkin', [
    // one member, three times, in two branches
    checkin(111, 1, '2026-10-01'),
    checkin(111, 1, '2026-10-31'),
    checkin(112, 1, '2026-10-15'),
    checkin(111, 2, '2026-10-02'),
    wrong,
    { ...wrong, sign: -1, transition: 'leave', day: '2026-10-07' },
    checkin(111, 0, '2026-10-02'),
    checkin(211, 6, '2026-11-01'),
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
    await runJob(test, measures, '2026-10-01', '2026-10-31')
    expect(await of(/^DUE0[6-9]/, '2026-10-01')).toEqual(OCTOBER)
  })

  it('of a running month do not count its own bills; a refunded bill is owed again; months in a row', async () => {
    await runJob(test, measures, '2026-11-01', '2026-11-20')
    const figures = await of(/^DUE0[6-9]/, '2026-11-01')
    const ofOrg = (org: number) => figures.filter(line => line.split(' ')[1] === String(org))
    expect(ofOrg(111)).toEqual([
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
    expect(ofOrg(112)).toEqual([
      'DUE06 112 : 1/1',
      'DUE06 112 1: 1/1',
      'DUE07 112 : 20/1',
      'DUE07 112 1: 20/1',
    ])
    expect(ofOrg(110)).toEqual(ofOrg(111).map(line => line.replace(' 111 ', ' 110 ')))
    // members 3 and 6, and 0.05 of somebody unknown
    expect(ofOrg(21)).toEqual([
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
    expect(ofOrg(1).filter(line => line.startsWith('DUE08'))).toEqual(['DUE08 1 : 2/1'])
  })

  it('run again give the same rows, and leave the other months alone', async () => {
    await runJob(test, measures, '2026-11-01', '2026-11-20')
    const before = await of(/^DUE0[6-9]/, '2026-11-01')
    await runJob(test, measures, '2026-11-01', '2026-11-20')
    expect(await of(/^DUE0[6-9]/, '2026-11-01')).toEqual(before)
    expect(await of(/^DUE0[6-9]/, '2026-10-01')).toEqual(OCTOBER)
  })

  it('of a run that was stopped leave the figures of the run before, also after half of it was staged', async () => {
    await runJob(test, measures, '2026-10-01', '2026-10-31')
    const stop = new AbortController()
    const stopped = runJob(test, measures, '2026-10-01', '2026-10-31', {
      signal: stop.signal,
      progress: share => (share > 0 ? stop.abort() : undefined),
    })
    await expect(stopped).rejects.toThrow()
    expect(await of(/^DUE0[6-9]/, '2026-10-01')).toEqual(OCTOBER)
    // what a killed run left behind
    await test.warehouse.app.command({
      query: 'create table app.ads_org_measure_staged_by_measures_0 as app.ads_org_measure',
    })
    await runJob(test, measures, '2026-10-01', '2026-10-31')
    expect(await of(/^DUE0[6-9]/, '2026-10-01')).toEqual(OCTOBER)
    const left = await test.warehouse.app.query({
      query: "select name from system.tables where name like '%_staged_by_%'",
      format: 'JSONEachRow',
    })
    expect(await left.json()).toEqual([])
  })

  it('refuse a window that is no month', async () => {
    await expect(runJob(test, measures, '2026-09-01', '2026-10-31')).rejects.toThrow(/is no month/)
  })
})

describe('participation', () => {
  it('counts members once at every level, against the members at the end of the month', async () => {
    await runJob(test, measures, '2026-10-01', '2026-10-31')
    const ofMonth = (await of(/^ACT0[78]/, '2026-10-01')).filter(line => / : /.test(line))
    expect(ofMonth).toEqual([
      'ACT07 1 : 2/1',
      'ACT07 10 : 2/1',
      'ACT07 11 : 2/1',
      'ACT07 110 : 2/1',
      'ACT07 111 : 2/1',
      'ACT07 112 : 1/1',
      'ACT08 1 : 2/5',
      'ACT08 10 : 2/4',
      'ACT08 11 : 2/4',
      'ACT08 21 : 0/1',
      'ACT08 110 : 2/4',
      'ACT08 111 : 2/3',
      'ACT08 112 : 1/1',
      'ACT08 211 : 0/1',
    ])
  })

  it('counts a member once in a quarter and in a year, however many months it took part in', async () => {
    await refreshTree(test.warehouse.app, createLog('test'))
    await sign(test.warehouse, 'checkin', [
      checkin(111, 7001, '2027-01-05'),
      checkin(112, 7001, '2027-02-05'),
      checkin(112, 7002, '2027-04-05'),
      checkin(112, 7001, '2027-05-05'),
    ])
    for (const [from, to] of [
      ['2027-02-01', '2027-02-28'],
      ['2027-05-01', '2027-05-31'],
    ] as const)
      await runJob(test, measures, from, to)
    const count = async (from: string, to: string) => {
      const asked = { name: 'q', metrics: ['ACT07'], org: '1', rows: 'total', grain: 'all' } as const
      const days = { from: day(from), to: day(to) }
      const { answers } = await askUnmasked(
        test.warehouse.reader,
        { org: 'root' },
        [{ ...asked, ...days }],
        day('2027-06-01'),
      )
      return answers.get('q')?.cells[0]?.value
    }
    expect(await count('2027-02-01', '2027-02-28')).toBe(1)
    expect(await count('2027-01-01', '2027-02-28')).toBe(1)
    expect(await count('2027-05-01', '2027-05-31')).toBe(1)
    expect(await count('2027-04-01', '2027-05-31')).toBe(2)
    expect(await count('2027-01-01', '2027-05-31')).toBe(2)
    // no span that is written: not known, and not the last month
    expect(await count('2027-02-01', '2027-05-31')).toBeNull()
  })

  it('of the whole instance holds 未归属, and counts once who stands in both', async () => {
    await sign(test.warehouse, 'checkin', [
      checkin(111, 8001, '2028-03-05'),
      checkin(112, 8002, '2028-03-06'),
      // of an organisation that no tree holds
      checkin(9999, 8001, '2028-03-07'),
    ])
    await runJob(test, measures, '2028-03-01', '2028-03-31')
    const asked = { metrics: ['ACT07' as const], org: 'root', grain: 'all' as const }
    const days = { from: day('2028-03-01'), to: day('2028-03-31') }
    const { answers } = await askUnmasked(
      test.warehouse.reader,
      { org: 'root' },
      [
        { ...asked, ...days, name: 'total', rows: 'total' },
        { ...asked, ...days, name: 'rows', rows: 'children' },
      ],
      day('2028-04-01'),
    )
    const values = (name: string) => answers.get(name)?.cells.map(({ org, value }) => [org, value])
    expect(values('total')).toEqual([['root', 2]])
    expect(values('rows')).toEqual([
      ['1', 2],
      ['', 1],
    ])
  })

  it('of a month without any leaves no figure of the run before', async () => {
    await test.warehouse.app.insert({
      table: 'app.ads_org_measure',
      format: 'JSONEachRow',
      values: [
        {
          job: 'measures',
          month: '2020-05-01',
          metric: 'ACT07',
          org_id: 1,
          numerator: 7,
          denominator: 1,
        },
      ],
    })
    await runJob(test, measures, '2020-05-01', '2020-05-31')
    expect(await of(/^ACT0[78]/, '2020-05-01')).toEqual([])
  })
})

interface Statement {
  org_id: string
  class: string
  ratio: number
  sums: string[]
}

async function statements(month: string): Promise<Statement[]> {
  const result = await test.warehouse.reader.query({
    query: `select toString(org_id) as org_id, class, ratio, arrayMap(x -> toString(x), [collected_fen, own_fen, from_children_fen,
        children_total_fen, retained_below_fen, no_right_fen + accounts_invalid_fen + missing_level_fen + unclaimed_fen,
        rounding_fen, to_superiors_fen]) as sums
      from app.ads_dues_retention where month = {month: Date32} order by ads_dues_retention.org_id`,
    query_params: { month },
    format: 'JSONEachRow',
  })
  return result.json<Statement>()
}

describe('retention', () => {
  it('splits what was paid in the month by the tree, rights and accounts of its end', async () => {
    await runJob(test, retention, '2026-08-01', '2026-08-31')
    const columns = (one: Statement) => [one.org_id, one.class, one.ratio, ...one.sums.map(Number)]
    // 3.00 of branch 112, below committee 110
    expect((await statements('2026-08-01')).map(columns)).toEqual([
      ['1', 'province', 950, 300, 28, 0, 37, 262, 0, 1, 9],
      ['10', 'city', 1250, 300, 37, 0, 75, 225, 0, 0, 38],
      ['11', 'county', 2500, 300, 75, 0, 150, 150, 0, 0, 75],
      ['21', 'grassroots', 5000, 0, 0, 0, 0, 0, 0, 0, 0],
      ['110', 'grassroots', 5000, 300, 150, 0, 0, 0, 0, 0, 150],
      ['112', 'grassroots', 5000, 300, 0, 0, 0, 0, 0, 0, 300],
    ])
    expect(await figuresOf(test, 'retention', '2026-08-01')).toEqual([
      'RET01 1 : 28/1',
      'RET01 10 : 37/1',
      'RET01 11 : 75/1',
      'RET01 110 : 150/1',
      'RET02 1 : 28/1',
      'RET02 10 : 37/1',
      'RET02 11 : 75/1',
      'RET02 110 : 150/1',
      'RET04 1 : 37/1',
      'RET04 10 : 75/1',
      'RET04 11 : 150/1',
      'RET06 1 : 1/1',
      'RET06 1 rounding: 1/1',
    ])
  })

  it('names what nobody gets, and lets the superior have the share of an invalid account', async () => {
    // 0.20 of branch 211 on 31 October: no city and no county
    await runJob(test, retention, '2026-10-01', '2026-10-31')
    expect(
      (await figuresOf(test, 'retention', '2026-10-01')).filter(line => line.startsWith('RET06')),
    ).toEqual(['RET06 1 : 9/1', 'RET06 1 missing_level: 7/1', 'RET06 1 rounding: 2/1'])
    await sign(test.warehouse, 'dues_payment', [
      payment({ id: 500, org_id: 111, bill_month: '2026-10-01', member_id: 9 }, 1000, '2026-11-18'),
    ])
    await runJob(test, retention, '2026-11-01', '2026-11-20')
    const figures = await figuresOf(test, 'retention', '2026-11-01')
    expect(figures.filter(line => /^RET0[1-4] (11|110) /.test(line))).toEqual([
      'RET01 11 : 750/1',
      'RET02 11 : 250/1',
      'RET03 11 : 500/1',
    ])
  })

  it('takes the ratios of its own file, and says what is wrong with them', async () => {
    const config = { ...test.config, RETENTION_RATIOS: '/nowhere/ratios.csv' }
    await expect(runJob(test, retention, '2026-08-01', '2026-08-31', { config })).rejects.toThrow(
      /cannot read \/nowhere\/ratios\.csv/,
    )
  })
})

describe('replacing a month', () => {
  it('writes it also when nothing was found: its figures are 0, not unknown', async () => {
    await refreshTree(test.warehouse.app, createLog('test'))
    const july = { from: day('2030-07-01'), to: day('2030-07-31') }
    const written = { job: 'measures', month: july.from, asOf: july.to } as const
    const asked = { name: 'q', metrics: ['ACT07'], org: '1', rows: 'total', ...july, grain: 'all' } as const
    const value = async () => {
      const { answers } = await askUnmasked(test.warehouse.reader, { org: 'root' }, [asked], july.to)
      return answers.get('q')?.cells[0]?.value
    }
    expect(await value()).toBeNull()
    await replaceMonths(contextOf(test), [written], ['app.ads_org_measure'], async () => {})
    expect(await value()).toBe(0)
  })

  it('does not replace anything once another process has taken over', async () => {
    const before = await of(/^ACT0[78]/, '2026-10-01')
    const lost = new AbortController()
    const row: Measure = {
      metric: 'ACT07',
      org_id: '1',
      breakdown: '',
      item: '',
      numerator: 7,
      denominator: 1,
    }
    const october = { job: 'measures', month: day('2026-10-01'), asOf: day('2026-10-31') } as const
    const context = contextOf(test, { signal: lost.signal })
    const fills = {
      written: async ([staged = '']: readonly string[]) => {
        await insertMeasures(context, october, staged, [row])
        lost.abort(new Error('lost the lease'))
      },
      'half written': async ([staged = '']: readonly string[]) =>
        insertMeasures(context, october, staged, endless(lost, row)),
    }
    for (const fill of Object.values(fills))
      await expect(replaceMonths(context, [october], ['app.ads_org_measure'], fill)).rejects.toThrow(
        /lost the lease/,
      )
    expect(await of(/^ACT0[78]/, '2026-10-01')).toEqual(before)
  })

  it('leaves no tree of a run behind', async () => {
    const left = await test.warehouse.app.query({
      query: 'select count() as orgs from app.ads_measure_tree',
      format: 'JSONEachRow',
    })
    expect(await left.json()).toEqual([{ orgs: '0' }])
  })
})
