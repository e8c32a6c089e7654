import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createReadiness } from '../../../../jobs/delivery/mail/mailContent.ts'
import { dueAt, parsePeriod } from '../../../../jobs/delivery/mail/periods.ts'
import type { Mailing } from '../../../../warehouse/catalogue/mailings.ts'
import { MAILINGS } from '../../../../warehouse/catalogue/mailings.ts'
import { METRICS, type MeasureJob } from '../../../../warehouse/catalogue/metrics.ts'
import { formatInstant } from '../../../../warehouse/platform/time/day.ts'
import { type TestWarehouse, testWarehouse } from '../../../support/warehouse.ts'
import { sign } from '../../../warehouse/query/world.ts'

/** Logs since October 2026, complete until the mails are due; the jobs have not run. */
const { weekly, monthly } = MAILINGS
const periodOf = (mailing: Mailing, id: string) => {
  const period = parsePeriod(mailing, id)
  if (!period) throw new Error(`${id} is no period`)
  return period
}
const week = periodOf(weekly, '2026-W47')
const now = dueAt(weekly, week)
let test: TestWarehouse
let whyNotReady: ReturnType<typeof createReadiness>

beforeAll(async () => {
  test = await testWarehouse()
  const { app } = test.warehouse
  await sign(test.warehouse, 'member', [{ ev: 1, day: '2026-10-05', changed_on: '2026-10-05', org_id: 10 }])
  await app.command({ query: 'alter table ops.sys_feed remove ttl' })
  const at = formatInstant(now)
  const row = { at, process: '1', log: 'member', complete_at: at, lag: 0, applied: 1 }
  await app.insert({ table: 'ops.sys_feed', format: 'JSONEachRow', values: [row] })
  whyNotReady = createReadiness({ config: test.config, warehouse: test.warehouse, now: () => now })
})
afterAll(() => test?.stop())

async function compute(jobs: readonly MeasureJob[], month: string, asOf: string): Promise<void> {
  await test.warehouse.app.insert({
    table: 'app.ads_org_measure',
    format: 'JSONEachRow',
    values: [...METRICS.values()].flatMap(metric =>
      metric.kind === 'computed' && jobs.includes(metric.job)
        ? [
            {
              job: metric.job,
              month,
              metric: metric.id,
              org_id: 0,
              numerator: 0,
              denominator: 1,
              as_of: asOf,
            },
          ]
        : [],
    ),
  })
}

describe('a mail whose days are in the logs', () => {
  it('waits for the jobs whose figures it shows, and says which and until when', async () => {
    const why = await whyNotReady(weekly, week)
    expect(why).toContain('指标计算（2026年11月）尚未计算：')
    expect(why).not.toContain('团费留存')
  })

  it('waits until they cover the last day of its period', async () => {
    await compute(['measures'], '2026-11-01', '2026-11-21')
    expect(await whyNotReady(weekly, week)).toContain('指标计算')
    await compute(['measures'], '2026-11-01', '2026-11-22')
    expect(await whyNotReady(weekly, week)).toBeUndefined()
  })

  it('waits, once its month is published, for all that the workbook of the month contains', async () => {
    const month = periodOf(monthly, '2026-10')
    expect(await whyNotReady(monthly, month)).toBe('该月数据尚未发布')
    await test.warehouse.app.insert({
      table: 'app.ads_month_published',
      format: 'JSONEachRow',
      values: [{ month: '2026-10-01', published_on: '2026-11-03', version: 1, rows: 1 }],
    })
    const why = await whyNotReady(monthly, month)
    for (const title of ['指标计算', '团费留存', '数据质量核对', '小数抑制统计']) expect(why).toContain(title)
    // nothing is computed of months before the data begin, though the workbook sums the year
    await compute(['measures', 'retention', 'quality', 'suppression'], '2026-10-01', '2026-10-31')
    expect(await whyNotReady(monthly, month)).toBeUndefined()
  })
})
