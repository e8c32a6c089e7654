import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bulletins } from '../../../jobs/bulletins/bulletins.ts'
import type { JobContext } from '../../../jobs/schedule/job.ts'
import { readBulletinOf } from '../../../warehouse/bulletins/issueBulletin.ts'
import { listFrozen } from '../../../warehouse/frozen/frozenStore.ts'
import { jobContext } from '../../support/jobContext.ts'
import { tellComplete } from '../../support/province/loadSimulated.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, plantOrgs, plantTree } from '../../warehouse/query/world.ts'

const NOW = Date.parse('2026-11-21T07:00:00+08:00')
/** A Friday on which two days end, and the Sunday before it. */
const TWO_DAYS = at('2026-11-20')
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await tellComplete(test.warehouse.app, NOW)
})
afterAll(() => test?.stop())

const run = (day: number, part: Partial<JobContext> = {}) =>
  bulletins.run({ from: day, to: day }, { ...jobContext(test, NOW), ...part })
const issued = () => listFrozen(test.warehouse.app, ['bulletin'])

describe('the job of bulletins', () => {
  it('that dies after it took a number leaves neither a gap nor a second one', async () => {
    const cut = new AbortController()
    const dying = run(TWO_DAYS, {
      signal: cut.signal,
      progress: () => cut.abort(new Error('killed')),
    })
    await expect(dying).rejects.toThrow('killed')
    const before = await issued()
    expect(before.map(({ org, name }) => [org, name])).toEqual([['1', '通报〔2026〕第1期']])
    expect(await run(TWO_DAYS)).toBe(1)
    expect(await issued()).toEqual(before)
  })

  it('issues nothing twice when two processes run the same day', async () => {
    await Promise.all([run(at('2026-11-15')), run(at('2026-11-15'))])
    const names = (await issued()).map(({ name }) => name)
    expect(names).toEqual(['通报〔2026〕第1期', '通报〔2026〕第2期'])
  })

  it('says up to when it measured, of the units of the organisation', async () => {
    const [first] = await issued()
    const bulletin = first && (await readBulletinOf(test.warehouse.app, first))
    expect([bulletin?.until, bulletin?.rows.map(({ id }) => id)]).toEqual(['2026年11月20日24时', ['10', '20']])
  })

  it('waits while the logs do not reach the end of its days', async () => {
    const late = jobContext(test, NOW + 3 * 86_400_000)
    await expect(bulletins.run({ from: at('2026-11-22'), to: at('2026-11-22') }, late)).rejects.toThrow('数据还没有到齐')
    expect((await issued()).length).toBe(2)
  })

  it('has no days before there are data', () => {
    expect(bulletins.windows(at('2026-11-21'), undefined, undefined)).toEqual([])
  })
})
