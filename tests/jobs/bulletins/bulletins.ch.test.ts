import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bulletins } from '../../../jobs/bulletins/bulletins.ts'
import { readBulletinOf } from '../../../warehouse/bulletins/issueBulletin.ts'
import { listFrozen } from '../../../warehouse/frozen/frozenStore.ts'
import { jobContext } from '../../support/jobContext.ts'
import { tellComplete } from '../../support/province/loadSimulated.ts'
import { until } from '../../support/until.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, plantOrgs, plantTree } from '../../warehouse/query/world.ts'

const NOW = Date.parse('2026-11-21T07:00:00+08:00')
/** A Friday on which two days end. */
const TWO_DAYS = at('2026-11-20')
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await tellComplete(test.warehouse.app, NOW)
})
afterAll(() => test?.stop())

const run = (day: number) => bulletins.run({ from: day, to: day }, jobContext(test, NOW))
const RUNNER = 'tests/support/processes/windowRunner.ts'
/** Rows of sets and pages, those that belong to no set included. */
async function rows(): Promise<number> {
  const answer = await test.warehouse.app.query({
    query: `select (select count() from ops.sys_frozen_page) + (select count() from ops.sys_frozen_set) as n`,
    format: 'JSONEachRow',
  })
  const [found] = await answer.json<{ n: string }>()
  return Number(found?.n ?? 0)
}
const issued = () => listFrozen(test.warehouse.app, ['bulletin'])

describe('the job of bulletins', () => {
  it('issues the bulletin of a day once, however often it is run', async () => {
    expect(await run(TWO_DAYS)).toBe(1)
    const before = await issued()
    expect(before.map(({ org, name }) => [org, name])).toEqual([['1', '通报〔2026〕第1期']])
    expect(await run(TWO_DAYS)).toBe(1)
    expect(await issued()).toEqual(before)
  })

  it('killed by -9 while it issues loses no bulletin and issues none twice', {
    timeout: 180_000,
  }, async () => {
    const days = ['2026-11-06', '2026-11-08', '2026-11-10'].map(at)
    for (const [i, day] of days.entries()) {
      const before = await rows()
      const args = [JSON.stringify(test.connection), String(NOW), 'bulletins', String(day), String(day)]
      const process_ = spawn(process.execPath, ['--import', 'tsx', RUNNER, ...args], {
        env: { ...process.env, TUANSHU_DATA: test.config.dataDir },
        stdio: 'ignore',
      })
      const ended = once(process_, 'exit')
      // at the first page, between pages and number, or at the number
      await until('the process writes', async () =>
        process_.exitCode !== null || (await rows()) > before + (i % 2) ? true : undefined,
      )
      process_.kill('SIGKILL')
      await ended
      await run(day)
      await run(day)
    }
    const sets = await issued()
    // the clock of the test stands still
    expect(sets.map(({ name }) => name).sort()).toEqual(sets.map((_, i) => `通报〔2026〕第${i + 1}期`).sort())
    const windows = sets.map(({ bulletin, from, to }) => `${bulletin} ${from} ${to}`)
    expect(new Set(windows).size).toBe(windows.length)
    for (const day of days) expect(sets.filter(({ to }) => to === day).length).toBeGreaterThan(0)
    for (const set of sets) await readBulletinOf(test.warehouse.app, set)
  })

  it('issues nothing twice when two processes run the same day', async () => {
    const before = await issued()
    await Promise.all([run(at('2026-11-15')), run(at('2026-11-15'))])
    expect((await issued()).length).toBe(before.length + 1)
  })

  it('says up to when it measured, of the units of the organisation', async () => {
    const first = (await issued()).find(({ to }) => to === TWO_DAYS)
    const bulletin = first && (await readBulletinOf(test.warehouse.app, first))
    expect([bulletin?.until, bulletin?.rows.map(({ id }) => id)]).toEqual([
      '2026年11月20日24时',
      ['10', '20'],
    ])
  })

  it('waits while the logs do not reach the end of its days', async () => {
    const late = jobContext(test, NOW + 3 * 86_400_000)
    await expect(bulletins.run({ from: at('2026-11-22'), to: at('2026-11-22') }, late)).rejects.toThrow(
      '数据还没有到齐',
    )
    expect((await issued()).some(({ to }) => to === at('2026-11-22'))).toBe(false)
  })

  it('has no days before there are data', () => {
    expect(bulletins.windows(at('2026-11-21'), undefined, undefined)).toEqual([])
  })
})
