import { describe, expect, it } from 'vitest'
import { retention } from '../../../jobs/retention/retention.ts'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'
import { sign } from '../../warehouse/query/world.ts'
import { payment, plantDues } from '../measures/duesWorld.ts'
import { figuresOf, runJob } from '../support.ts'

const test = plantedWarehouse(plantDues)

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
