import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import type { Answer, Ask } from '../../../warehouse/query/types.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from './world.ts'

/** Logs since 5 September 2026; of the jobs only `measures` ran, for October. */
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  const payment = (day: string, fields = {}) => ({
    org_id: 111,
    day,
    paid_on: day,
    bill_month: '2026-09-01',
    amount_fen: 100,
    changed_on: day,
    ev: 1,
    ...fields,
  })
  await sign(test.warehouse, 'dues_payment', [payment('2026-09-05'), payment('2026-11-02')])
  await sign(test.warehouse, 'dues_bill', [
    { org_id: 111, day: '2026-10-01', bill_month: '2026-10-01', amount_due_fen: 200, status: 'open' },
  ])
  // a date that nobody knows is no begin of anything
  await sign(test.warehouse, 'dues_payment', [payment('1900-01-01', { ev: 0, bill_month: '1900-01-01' })])
  await test.warehouse.app.insert({
    table: 'app.ads_org_measure',
    format: 'JSONEachRow',
    values: [
      ['DUE07', 0],
      ['DUE07', 10],
    ].map(([metric, org_id]) => ({
      job: 'measures',
      month: '2026-10-01',
      metric,
      org_id,
      item: '',
      numerator: 700,
      denominator: 1,
      as_of: '2026-10-31',
    })),
  })
})
afterAll(() => test?.stop())

async function answerOf(
  metric: MetricId,
  from: string,
  to: string,
  change: Partial<Ask> = {},
): Promise<Answer> {
  const asked: Ask = {
    name: 'asked',
    metrics: [metric],
    org: '10',
    rows: 'total',
    from: at(from),
    to: at(to),
    grain: 'all',
    ...change,
  }
  const { answers } = await askUnmasked(test.warehouse.reader, { org: 'root' }, [asked], TODAY)
  const answer = answers.get('asked')
  if (!answer) throw new Error('no answer')
  return answer
}
const figures = ({ cells }: Answer) =>
  cells.map(({ value, absence, isPartial }) => absence ?? (isPartial ? [value] : value))

describe('a figure that a job computes', () => {
  it('is told from one that the job has not computed yet', async () => {
    const done = await answerOf('DUE07', '2026-10-01', '2026-10-31')
    expect([figures(done), done.missing]).toEqual([[700], undefined])
    const open = await answerOf('DUE07', '2026-11-01', '2026-11-21')
    expect(figures(open)).toEqual(['not_computed'])
    expect(open.missing).toEqual([{ job: 'measures', months: [at('2026-11-01')] }])
  })

  it('is 0 where the job found nothing', async () => {
    const other = await answerOf('DUE07', '2026-10-01', '2026-10-31', { org: '20' })
    expect(figures(other)).toEqual([0])
  })

  it('is not computed over several months of which one is not', async () => {
    const sum = await answerOf('RET01', '2026-09-01', '2026-11-21')
    expect(figures(sum)).toEqual(['not_computed'])
    expect(sum.missing).toEqual([
      { job: 'retention', months: [at('2026-09-01'), at('2026-10-01'), at('2026-11-01')] },
    ])
  })

  it('waits for no month before the data begin', async () => {
    const before = await answerOf('RET01', '2026-08-01', '2026-08-31')
    expect([figures(before), before.missing]).toEqual([['before_data'], undefined])
  })

  it('has no base, and is no open work, for the organisation itself', async () => {
    const rows = await answerOf('DUE07', '2026-10-01', '2026-10-31', { rows: 'children' })
    expect(rows.cells.at(-1)).toMatchObject({ org: '10', value: null })
    expect(rows.cells.at(-1)).not.toHaveProperty('absence')
  })
})

it('what no source tells is unknown at the source in every month, and no open work: SYS01', async () => {
  const months = await answerOf('SYS01', '2026-09-01', '2026-11-21', { grain: 'month' })
  expect(figures(months)).toEqual(Array(3).fill('unknown_source'))
  expect(months.missing).toBeUndefined()
})

describe('a figure summed from a log', () => {
  it('is not 0 before the data of the log begin', async () => {
    const months = await answerOf('DUE02', '2026-07-01', '2026-11-21', { grain: 'month' })
    expect(figures(months)).toEqual(['before_data', 'before_data', [100], 0, 100])
    expect(figures(await answerOf('DUE02', '2026-08-01', '2026-08-31', { rows: 'children' }))).toEqual(
      Array(3).fill('before_data'),
    )
  })

  it('is known, but no base, for a window in which the data begin', async () => {
    expect(figures(await answerOf('DUE02', '2026-01-01', '2026-11-21'))).toEqual([[200]])
    expect(figures(await answerOf('DUE02', '2026-09-05', '2026-11-21'))).toEqual([200])
  })

  it('is none where one of its logs has no row, which is not that there are none, until the first row comes', async () => {
    const read = async () => [
      figures(await answerOf('ACT01', '2026-11-01', '2026-11-21')),
      // branches without a member, while nobody has told of any member
      figures(await answerOf('ORG08', '2026-11-01', '2026-11-21')),
    ]
    expect(await read()).toEqual([['no_data'], ['no_data']])
    const elsewhere = { org_id: 21, day: '2026-11-01' }
    await sign(test.warehouse, 'activity', [{ ...elsewhere, published_on: '2026-11-01' }])
    await sign(test.warehouse, 'member', [member(21, '2026-11-01')])
    expect(await read()).toEqual([[0], [3]])
  })

  it('that tells a state is not known before the first of them, and whole from then on', async () => {
    expect(figures(await answerOf('ORG01', '2019-01-01', '2019-12-31'))).toEqual(['before_data'])
    expect(figures(await answerOf('ORG01', '2019-07-01', '2026-11-21'))).toEqual([6])
  })

  it('of two logs lies before the data of either', async () => {
    const rates = await answerOf('DUE04', '2026-08-01', '2026-10-31', { grain: 'month' })
    expect(rates.cells.map(({ absence, numerator }) => absence ?? numerator)).toEqual([
      'before_data',
      'before_data',
      0,
    ])
  })
})
