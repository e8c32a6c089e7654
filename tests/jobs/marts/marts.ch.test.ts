import { describe, expect, it } from 'vitest'
import { trend } from '../../../jobs/marts/trend.ts'
import { TREND_METRICS, TREND_MONTHS } from '../../../warehouse/catalogue/trends.ts'
import { readTrendSums } from '../../../warehouse/marts/readTrends.ts'
import { endOf } from '../../../warehouse/platform/time/comparison.ts'
import { addMonths } from '../../../warehouse/platform/time/day.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { jobContext } from '../../support/jobContext.ts'
import { runScript } from '../../support/processes/runScript.ts'
import { instant } from '../../support/province/simulated.ts'
import { warehouseOrg } from '../../support/province/truthCompare.ts'
import { at } from '../../warehouse/query/world.ts'
import { martsProvince, SCOPE, SEPTEMBER, TODAY, UNTIL } from './martsProvince.ts'
import { monthMartHolds } from './monthMartHolds.ts'
import { monthRunAgain } from './monthRunAgain.ts'

const province = martsProvince()
const { test, rows, hash, orgsAbove } = province

monthMartHolds(province)
monthRunAgain(province)

describe('the trends', () => {
  it("are the query builder's months under today's tree, of the last night only", async () => {
    const { reader } = test.warehouse
    const month = SEPTEMBER
    const read = (org: string, change: Partial<{ month: number; today: number }> = {}) =>
      readTrendSums(reader, SCOPE, { org, month, today: TODAY, ...change })
    expect(await read('root')).toBeUndefined()
    const [window] = trend.windows(TODAY, undefined, at('2025-08-10'))
    await trend.run(window ?? { from: 0, to: 0 }, jobContext(test, instant(UNTIL)))
    const orgs = [
      'root',
      ...[orgsAbove(2)[0], orgsAbove(3)[1], orgsAbove(4).at(-1)].map(id => warehouseOrg(id ?? '')),
    ]
    const { answers } = await askUnmasked(
      reader,
      SCOPE,
      orgs.map(org => ({
        name: org,
        metrics: TREND_METRICS,
        org,
        rows: 'total' as const,
        from: addMonths(month, 1 - TREND_MONTHS),
        to: endOf('month', month),
        grain: 'month' as const,
      })),
      TODAY,
    )
    for (const org of orgs) expect(await read(org)).toEqual(answers.get(org)?.cells)

    expect(await read('root', { today: TODAY + 1 })).toBeUndefined()
    expect(await read('root', { month: addMonths(month, -1) })).toBeUndefined()
    const [[deep]] = (await rows('select toString(org_id) from app.dim_org where level = 6 limit 1')) as [
      [string],
    ]
    expect(await read(deep)).toBeUndefined()
    await expect(
      readTrendSums(reader, { org: orgs[2] ?? '' }, { org: 'root', month, today: TODAY }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('the zone of the host', () => {
  it('changes no figure that is written', { timeout: 180_000 }, async () => {
    const tables = [
      'ads_org_month',
      'dim_org_month',
      'ads_org_measure',
      'ads_dues_retention',
      'ads_org_trend',
    ]
    const august = addMonths(SEPTEMBER, -1)
    // in New York it is the day before, of another month
    const now = instant('2026-09-01 00:10:00')
    const written: unknown[] = []
    for (const TZ of ['America/New_York', 'Asia/Shanghai']) {
      for (const table of tables) await test.warehouse.app.command({ query: `truncate table app.${table}` })
      const ended = await runScript(
        'tests/support/processes/windowRunner.ts',
        [
          JSON.stringify(test.connection),
          String(now),
          'retention,measures,month_mart,trend',
          String(august),
          String(SEPTEMBER - 1),
        ],
        { TZ, TUANSHU_DATA: test.config.dataDir },
      )
      expect(ended).toMatchObject({ code: 0, err: '' })
      written.push(await Promise.all(tables.map(table => hash(table, '1'))))
    }
    expect(written[0]).not.toContainEqual([['0', '0']])
    expect(written[1]).toEqual(written[0])
  })
})
