import { describe, expect, it } from 'vitest'
import { insertMeasures, type Measure, replaceMonths } from '../../../jobs/measures/replaceMeasures.ts'
import { refreshTree } from '../../../warehouse/orgs/refresh.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'
import { contextOf, day, runJob } from '../support.ts'
import { measured, measures, plantDues } from './duesWorld.ts'

/** Rows without an end, until the lease is lost somewhere among them. */
function* endless(lost: AbortController, row: Measure): Iterable<Measure> {
  for (let i = 0; ; i++) {
    if (i === 10_000) lost.abort(new Error('lost the lease'))
    yield row
  }
}

const test = plantedWarehouse(plantDues)

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
    await runJob(test, measures, '2026-10-01', '2026-10-31')
    const before = await measured(test, /^ACT0[78]/, '2026-10-01')
    expect(before.length).toBeGreaterThan(0)
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
    expect(await measured(test, /^ACT0[78]/, '2026-10-01')).toEqual(before)
  })

  it('leaves no tree of a run behind', async () => {
    const left = await test.warehouse.app.query({
      query: 'select count() as orgs from app.ads_measure_tree',
      format: 'JSONEachRow',
    })
    expect(await left.json()).toEqual([{ orgs: '0' }])
  })
})
