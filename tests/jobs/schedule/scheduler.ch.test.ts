import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Job } from '../../../jobs/schedule/job.ts'
import { Scheduler } from '../../../jobs/schedule/scheduler.ts'
import { readJobStates } from '../../../jobs/schedule/states.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import type { Window } from '../../../warehouse/platform/time/comparison.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'
import { firstLineOf, startScript } from '../../support/processes/runScript.ts'
import { tellComplete } from '../../support/province/loadSimulated.ts'
import { until } from '../../support/until.ts'
import { DAY_MS, MORNING, plantFirstDay, statesOf } from './runWorld.ts'

const MINUTE_MS = 60_000
const test = plantedWarehouse(plantFirstDay)

const states = (job: string) => statesOf(test.warehouse, job)

/** A job of single days that writes down what it is asked. */
function daily(
  name: string,
  work: (window: Window) => Promise<void> = async () => {},
): Job & { done: string[] } {
  const done: string[] = []
  return {
    name,
    title: name,
    version: 1,
    schedule: '10 0 * * *',
    done,
    windows(today, since, firstDay) {
      const windows: Window[] = []
      for (let day = since === undefined ? (firstDay ?? today) : since + 1; day < today; day++)
        windows.push({ from: day, to: day })
      return windows
    },
    async run(window) {
      await work(window)
      done.push(formatDay(window.to))
      return 1
    },
  }
}

/** A scheduler whose clock stands, and which is looked at by hand. */
function schedulerOf(jobs: readonly Job[], clock: { now: number }): Scheduler {
  const { config, warehouse } = test
  const log = createLog('test').child({}, { level: 'silent' })
  return new Scheduler({ jobs, config, warehouse, log, now: () => clock.now })
}

describe('the scheduler', () => {
  it('begins with the first day of the logs, and makes up for missed days in their order', async () => {
    const job = daily('in_order')
    const clock = { now: MORNING }
    const scheduler = schedulerOf([job], clock)
    await scheduler.look([job])
    expect(job.done).toEqual(['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'])
    await scheduler.look([job], true)
    expect(job.done).toHaveLength(4)
    // two days nobody was there
    clock.now += 3 * DAY_MS
    await schedulerOf([job], clock).look([job])
    expect(job.done.slice(4)).toEqual(['2026-11-05', '2026-11-06', '2026-11-07'])
    await scheduler.stop()
  })

  it('runs each window once, however many schedulers there are', async () => {
    let looking = 0
    const job = daily('once', async () => {
      await until('the others to be turned away', () => (looking === 1 ? true : undefined))
    })
    const schedulers = Array.from({ length: 3 }, () => schedulerOf([job], { now: MORNING }))
    const look = async (scheduler: Scheduler) => {
      looking++
      await scheduler.look([job])
      looking--
    }
    await until('every window', async () => {
      await Promise.all(schedulers.map(look))
      return job.done.length >= 4 ? true : undefined
    })
    expect(job.done).toEqual(['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'])
  })

  it('tries a failed window again, later each time; later windows wait for it, other jobs do not', async () => {
    let isBroken = true
    const broken = daily('broken', async ({ to }) => {
      if (isBroken && formatDay(to) === '2026-11-02') throw new Error('no space')
    })
    const other = daily('other')
    const clock = { now: MORNING }
    const scheduler = schedulerOf([broken, other], clock)
    const attempts = async () => (await states('broken')).filter(([, state]) => state === 'failed').length
    await scheduler.look([broken, other])
    expect(broken.done).toEqual(['2026-11-01'])
    expect(other.done).toHaveLength(4)
    const tried = [await attempts()]
    for (const minutes of [0.5, 0.6, 4, 1.1, 14, 1.1, 59, 1.1, 600]) {
      clock.now += minutes * MINUTE_MS
      await scheduler.look([broken])
      tried.push(await attempts())
    }
    // after 1, 5, 15 and 60 minutes, and then not between the times of the schedule
    expect(tried).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    await scheduler.look([broken], true)
    expect(await attempts()).toBe(6)
    const [state] = await readJobStates(test.warehouse.app, [broken])
    expect(state).toMatchObject({
      doneThrough: '2026-11-01',
      last: { to: '2026-11-02', state: 'failed', attempt: 6, message: 'no space' },
    })
    isBroken = false
    await scheduler.look([broken], true)
    expect(broken.done).toEqual(['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'])
  })

  it('lets a job wait for what it stands on, also between attempts, but not for what has given up', async () => {
    const ground = daily('ground', async () => {
      throw new Error('no space')
    })
    const upper = { ...daily('upper'), after: ['ground', 'unknown'] }
    const clock = { now: MORNING }
    const scheduler = schedulerOf([ground, upper], clock)
    await scheduler.look([upper])
    expect(upper.done).toEqual([])
    await scheduler.look([ground, upper])
    for (const minutes of [2, 6, 16]) {
      clock.now += minutes * MINUTE_MS
      await scheduler.look([ground, upper])
      expect(upper.done).toEqual([])
    }
    // its last try between the times of the schedule
    clock.now += 61 * MINUTE_MS
    await scheduler.look([ground, upper])
    expect(upper.done).toHaveLength(4)
    await scheduler.stop()
  })

  it('runs missed windows together, and one by one when that fails, so that only the broken one waits', async () => {
    const together: string[][] = []
    let isBroken = true
    const job = daily('together', async ({ to }) => {
      if (isBroken && formatDay(to) === '2026-11-03') throw new Error('no space')
    })
    job.runTogether = async (windows, context) => {
      together.push(windows.map(({ to }) => formatDay(to)))
      if (isBroken) throw new Error('no space')
      for (const window of windows) await job.run(window, context)
      return windows.map(() => 1)
    }
    const clock = { now: MORNING }
    const scheduler = schedulerOf([job], clock)
    await scheduler.look([job])
    expect(together).toEqual([['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04']])
    expect(job.done).toEqual(['2026-11-01', '2026-11-02'])
    const [state] = await readJobStates(test.warehouse.app, [job])
    expect(state?.doneThrough).toBe('2026-11-02')
    expect((await states('together')).filter(([, end]) => end === 'failed')).toEqual([
      ['2026-11-03', 'failed', 1],
    ])
    // the broken one is tried by itself, and only those that were never tried go together
    isBroken = false
    clock.now += 2 * MINUTE_MS
    await scheduler.look([job])
    clock.now += 3 * DAY_MS
    await scheduler.look([job])
    expect(job.done.slice(2)).toEqual(['03', '04', '05', '06', '07'].map(of => `2026-11-${of}`))
    expect(together.slice(1)).toEqual([['2026-11-05', '2026-11-06', '2026-11-07']])
    expect((await states('together')).filter(([, end]) => end === 'done')).toHaveLength(7)
    await scheduler.stop()
  })

  it('waits until the logs are complete and no history is being loaded', async () => {
    const job = daily('waiting')
    const clock = { now: MORNING + 40 * DAY_MS }
    const scheduler = schedulerOf([job], clock)
    await scheduler.look([job])
    // complete up to 00:10 of 5 December
    expect(job.done.at(-1)).toBe('2026-12-04')

    const loading = path.join(test.config.dataDir, 'run', 'loading.json')
    fs.mkdirSync(path.dirname(loading), { recursive: true })
    fs.writeFileSync(loading, JSON.stringify({ share: 0.5, text: '' }))
    fs.utimesSync(loading, clock.now / 1_000, clock.now / 1_000)
    await tellComplete(test.warehouse.app, clock.now)
    await scheduler.look([job])
    expect(job.done.at(-1)).toBe('2026-12-04')
    fs.rmSync(loading)
    await scheduler.look([job])
    expect(job.done.at(-1)).toBe('2026-12-14')
  })

  it('runs the windows of another version again', async () => {
    const job = daily('versions')
    await schedulerOf([job], { now: MORNING }).look([job])
    const next = { ...job, version: 2 }
    await schedulerOf([next], { now: MORNING }).look([next])
    expect(job.done).toHaveLength(8)
  })

  it('does a window that is listed again once a day', async () => {
    const done: string[] = []
    const job: Job = {
      ...daily('listed'),
      windows: today => [
        { from: today - 9, to: today - 5 },
        { from: today - 4, to: today - 1 },
      ],
      run: async ({ to }) => done.push(formatDay(to)),
    }
    const clock = { now: MORNING }
    const scheduler = schedulerOf([job], clock)
    await scheduler.look([job])
    await scheduler.look([job])
    expect(done).toEqual(['2026-10-31', '2026-11-04'])
    clock.now += DAY_MS
    await scheduler.look([job])
    expect(done).toHaveLength(4)
  })

  it('ends what runs when it is told to stop, and does it after the next start', async () => {
    let begin = () => {}
    const began = new Promise<void>(resolve => {
      begin = resolve
    })
    const job: Job = {
      ...daily('stopped'),
      windows: (today, since) => (since === today - 1 ? [] : [{ from: today - 1, to: today - 1 }]),
      run: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          begin()
          signal.addEventListener('abort', () => reject(signal.reason))
        }),
    }
    const scheduler = schedulerOf([job], { now: MORNING })
    const looking = scheduler.look([job])
    await began
    await scheduler.stop()
    await looking
    expect(await states('stopped')).toEqual([
      ['2026-11-04', 'running', 1],
      ['2026-11-04', 'stopped', 1],
    ])
    const done = daily('stopped')
    await schedulerOf([done], { now: MORNING }).look([done])
    expect(done.done.at(-1)).toBe('2026-11-04')
  })
})

describe('the zone of the host', () => {
  it('changes neither windows nor the times at which they are looked for', async () => {
    const printed = await Promise.all(
      ['UTC', 'America/New_York', 'Asia/Shanghai'].map(TZ =>
        firstLineOf(startScript('tests/support/processes/windowsPrinter.ts', [], { TZ })),
      ),
    )
    expect(new Set(printed).size).toBe(1)
    expect(printed[0]).toContain('2026-11-03T00:00:30+08:00 month_mart')
    expect(printed[0]).toContain('2026-08-01…2026-11-02')
    expect(printed[0]).toContain('month_mart 00:10')
  })
})
