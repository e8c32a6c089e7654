import { describe, expect, it } from 'vitest'
import { refreshTree } from '../../../warehouse/orgs/refresh.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'
import { sign } from '../../warehouse/query/world.ts'
import { day, runJob } from '../support.ts'
import { checkin, measured, measures, plantDues } from './duesWorld.ts'

const test = plantedWarehouse(plantDues)

describe('participation', () => {
  it('counts members once at every level, against the members at the end of the month', async () => {
    await runJob(test, measures, '2026-10-01', '2026-10-31')
    const ofMonth = (await measured(test, /^ACT0[78]/, '2026-10-01')).filter(line => / : /.test(line))
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
    expect(await measured(test, /^ACT0[78]/, '2020-05-01')).toEqual([])
  })
})
