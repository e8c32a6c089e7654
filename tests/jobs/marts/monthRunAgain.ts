import { describe, expect, it } from 'vitest'
import { monthMart } from '../../../jobs/marts/monthMart.ts'
import { readMonthMart } from '../../../warehouse/marts/readMonthMart.ts'
import { LOWEST_LEVEL } from '../../../warehouse/orgs/readOrgs.ts'
import { endOf } from '../../../warehouse/platform/time/comparison.ts'
import { addMonths } from '../../../warehouse/platform/time/day.ts'
import { jobContext } from '../../support/jobContext.ts'
import { instant } from '../../support/province/simulated.ts'
import { sign } from '../../warehouse/query/world.ts'
import { type MartsProvince, SCOPE, SEPTEMBER, TODAY, UNTIL } from './martsProvince.ts'

/** Months that are written more than once, and what a reader finds of them. */
export function monthRunAgain(province: MartsProvince): void {
  const { test, rows, hash } = province
  describe('a month that is run again', () => {
    const late = {
      org_id: '',
      day: '2026-09-12',
      bill_month: '2026-09-01',
      paid_on: '2026-09-12',
      amount_fen: 4_321,
      channel: 'cash',
    }
    const window = { from: SEPTEMBER, to: endOf('month', SEPTEMBER) }

    it('has the same rows, and a reader sees all of a run or nothing of it', async () => {
      const august = { from: addMonths(SEPTEMBER, -1), to: SEPTEMBER - 1 }
      // not settled on this day, so each run replaces what the one before wrote
      const context = jobContext(test, instant('2026-09-02 09:00:00'))
      const first = await monthMart.run(august, context)
      const before = await hash('ads_org_month', "month = '2026-08-01'")
      let running = true
      const seen = (async () => {
        const states = new Set<string>()
        while (running) {
          const answer = await test.warehouse.reader.query({
            query: "select count(), sum(numerator) from app.ads_org_month where month = '2026-08-01'",
            format: 'JSONCompactEachRow',
          })
          states.add(await answer.text())
        }
        return states
      })()
      const second = await monthMart.run(august, context)
      running = false
      expect(second).toEqual(first)
      expect(await hash('ads_org_month', "month = '2026-08-01'")).toEqual(before)
      expect((await seen).size).toBe(1)
      expect(await rows("select name from system.tables where name like '%_staged_%'")).toEqual([])
    })

    it('keeps published figures, and tells beside them what late data would make of them', async () => {
      const before = await hash('ads_org_month', "month = '2026-09-01'")
      expect(await rows('select month, published_on from app.ads_month_published')).toEqual([
        ['2026-09-01', '2026-10-20'],
      ])
      expect(await monthMart.run(window, jobContext(test, instant(UNTIL)))).toMatchObject({
        rows: 0,
        message: '',
      })

      const [[branch]] = (await rows(
        "select toString(org_id) from app.dim_org where org_type = 'branch' and level > 5 and status = 'active' order by position limit 1",
      )) as [[string]]
      await sign(test.warehouse, 'dues_payment', [{ ...late, org_id: branch }])
      const outcome = await monthMart.run(window, jobContext(test, instant(UNTIL)))
      expect(outcome).toMatchObject({
        message: expect.stringMatching(/^\d+ figures of 2026-09 differ from the published ones$/),
      })
      expect(await hash('ads_org_month', "month = '2026-09-01'")).toEqual(before)

      const mart = await readMonthMart(test.warehouse.reader, SCOPE, {
        month: SEPTEMBER,
        org: 'root',
        metrics: ['DUE02', 'MEM01'],
      })
      expect(mart?.publishedOn).toBe(TODAY)
      const total = mart?.cells.find(({ metric, kind }) => metric === 'DUE02' && kind === 'total')
      expect(total?.revised).toEqual({ numerator: (total?.period.numerator ?? 0) + 4_321, denominator: 1 })
      expect(mart?.cells.find(({ metric }) => metric === 'MEM01')?.revised).toBeUndefined()

      // the day on which it was found first stays; figures that agree again disappear
      await monthMart.run(window, jobContext(test, instant('2026-10-21 00:10:00')))
      expect(await rows('select distinct found_on from app.ads_month_revision')).toEqual([['2026-10-20']])
      await sign(test.warehouse, 'dues_payment', [{ ...late, org_id: branch, sign: -1, transition: 'leave' }])
      await monthMart.run(window, jobContext(test, instant('2026-10-21 00:10:00')))
      expect(await rows('select count() from app.ads_month_revision')).toEqual([['0']])
    })

    it('is not there for whom the month, the organisation or the scope is not', async () => {
      const { reader } = test.warehouse
      const read = (org: string, month = SEPTEMBER, scope = SCOPE) =>
        readMonthMart(reader, scope, { month, org, metrics: ['MEM01'] })
      const [[deep]] = (await rows('select toString(org_id) from app.dim_org where level = 6 limit 1')) as [
        [string],
      ]
      const [[cityA], [cityB]] = (await rows(
        'select toString(org_id) from app.dim_org where level = 3 and org_id != 1 order by position limit 2',
      )) as [[string], [string]]
      expect(await read('root', addMonths(SEPTEMBER, -30))).toBeUndefined()
      expect(await read(deep)).toBeUndefined()
      expect((await read(cityA, SEPTEMBER, { org: cityA }))?.cells[0]).toMatchObject({ kind: 'total' })
      await expect(read(cityB, SEPTEMBER, { org: cityA })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(read('root', SEPTEMBER, { org: cityA })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(read('12345')).rejects.toMatchObject({ code: 'not_found' })
    })
  })

  describe('the lowest level of the month mart', () => {
    const atLowest = async (hasOthersBelow: boolean): Promise<string> => {
      const below = "select parent_org_id from app.dim_org_month where month = '2026-09-01'"
      const [[id]] = (await rows(
        `select toString(org_id) from app.dim_org_month
         where month = '2026-09-01' and level = ${LOWEST_LEVEL} and status = 'active' and org_id ${hasOthersBelow ? 'in' : 'not in'} (${below})
         order by position limit 1`,
      )) as [[string]]
      return id
    }

    it('has a row of its own for who stands there alone, and says that it does not hold the rows of others', async () => {
      const { reader } = test.warehouse
      const read = (org: string) =>
        readMonthMart(reader, SCOPE, { month: SEPTEMBER, org, metrics: ['ORG01', 'MEM01'] })
      const alone = await read(await atLowest(false))
      expect(alone?.holdsChildren).toBe(true)
      for (const metric of ['ORG01', 'MEM01']) {
        const [total, own, ...others] =
          alone?.cells.filter(cell => cell.metric === metric && cell.breakdown === '') ?? []
        expect([total?.kind, own?.kind, others]).toEqual(['total', 'own', []])
        expect(own?.period).toEqual(total?.period)
      }
      const above = await read(await atLowest(true))
      expect([above?.holdsChildren, new Set(above?.cells.map(({ kind }) => kind))]).toEqual([
        false,
        new Set(['total']),
      ])
    })
  })
}
