import { describe, expect, it } from 'vitest'
import { readWindows } from '../../../jobs/schedule/runLog.ts'
import { dayOf, formatDay } from '../../../warehouse/platform/time/day.ts'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'
import { firstLineOf, startScript } from '../../support/processes/runScript.ts'
import { until } from '../../support/until.ts'
import { at } from '../../warehouse/query/world.ts'
import { plantFirstDay, statesOf } from './runWorld.ts'

const test = plantedWarehouse(plantFirstDay)

const states = (job: string) => statesOf(test.warehouse, job)

describe('a process that dies or freezes in the middle of a run', () => {
  const script = 'tests/support/processes/jobRunner.ts'
  const start = (who: string, now: number, leaseMs: number) =>
    startScript(script, [JSON.stringify(test.connection), who, String(now), String(leaseMs)], {
      TUANSHU_DATA: test.config.dataDir,
      LOG_LEVEL: 'silent',
    })
  const mart = async (month: string) => {
    const answer = await test.warehouse.app.query({
      query:
        'select metric, toUInt32(count()) as n from app.ads_org_month where month = {month: Date32} group by metric',
      query_params: { month },
      format: 'JSONCompactEachRow',
    })
    return answer.json<[string, number]>()
  }
  /** Starts others until one of them finds the lease run out and does the window. */
  const takenOver = (now: number) =>
    until('the window being taken over', async () => {
      const child = start('other', now, 1_000)
      const ended = new Promise(resolve => child.once('close', resolve))
      await ended
      const windows = await readWindows(test.warehouse.app, { name: 'toy', version: 1 })
      return windows.some(({ to, doneAt }) => to === dayOf(now) - 1 && doneAt > 0) ? true : undefined
    })

  it('killed: the old rows stay, and the window is done again', async () => {
    await test.warehouse.app.command({
      query: `insert into app.ads_org_month (month, metric, org_id) values ('2027-01-01', 'old', 1)`,
    })
    const now = Date.parse('2026-11-06T00:10:00+08:00')
    const day = at('2026-11-05')
    await test.warehouse.app.command({
      query: `insert into app.ads_org_month (month, metric, org_id) values ('2026-11-01', 'old', 1)`,
    })
    const child = start('slow', now, 1_000)
    const ended = new Promise(resolve => child.once('close', resolve))
    expect(await firstLineOf(child)).toBe('in the middle')
    child.kill('SIGKILL')
    await ended
    expect(await mart('2026-11-01')).toEqual([['old', 1]])
    await takenOver(now)
    expect(await mart('2026-11-01')).toEqual([['other', 3]])
    const runs = (await states('toy')).filter(([to]) => to === formatDay(day)).map(String)
    // both began at the same instant of the test's clock
    expect(runs.sort()).toEqual(['2026-11-05,done,2', '2026-11-05,running,1', '2026-11-05,running,2'])
    expect(await mart('2027-01-01')).toEqual([['old', 1]])
  })

  it('frozen: another does the window, and the one that wakes does not write', async () => {
    const now = Date.parse('2026-12-02T00:10:00+08:00')
    const child = start('slow', now, 1_000)
    let out = ''
    child.stdout?.on('data', chunk => {
      out += String(chunk)
    })
    const ended = new Promise(resolve => child.once('close', resolve))
    expect(await firstLineOf(child)).toBe('in the middle')
    child.kill('SIGSTOP')
    await takenOver(now)
    expect(await mart('2026-12-01')).toEqual([['other', 3]])
    child.kill('SIGCONT')
    await ended
    expect(out).toContain('ended')
    expect(await mart('2026-12-01')).toEqual([['other', 3]])
    const mine = (await states('toy')).filter(([to]) => to === '2026-12-01')
    expect(mine.filter(([, state]) => state === 'done')).toHaveLength(1)
  })
})
