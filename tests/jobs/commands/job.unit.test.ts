import { describe, expect, it } from 'vitest'
import { describeStates } from '../../../jobs/commands/describeStates.ts'
import { newestWindow } from '../../../jobs/commands/runJobs.ts'
import { measures } from '../../../jobs/measures/measures.ts'
import type { JobState } from '../../../jobs/schedule/states.ts'
import type { Wait } from '../../../jobs/schedule/waits.ts'
import { parseDay } from '../../../warehouse/platform/time/day.ts'

const day = (text: string) => parseDay(text) ?? Number.NaN

describe('the window of a run without days', () => {
  it('is the newest that the schedule would run, whether it ran or not', () => {
    expect(newestWindow(measures, day('2026-11-21'), day('2026-11-20'))).toEqual({
      from: day('2026-11-01'),
      to: day('2026-11-20'),
    })
  })

  it('is none on the day of the first data: it is said why, and when there will be one', () => {
    expect(() => newestWindow(measures, day('2026-11-20'), day('2026-11-20'))).toThrow(
      'measures has nothing to run yet: a window ends with a day that is over, and the first data are of 2026-11-20; its schedule runs it in the night ("npm run job -- list" says when), or run it again after midnight',
    )
    expect(() => newestWindow(measures, day('2026-11-20'), undefined)).toThrow('the logs are empty')
  })
})

describe('the list of jobs', () => {
  const state: JobState = {
    name: 'measures',
    title: '指标计算',
    schedule: '20 3 * * *',
    doneThrough: null,
    next: Date.parse('2026-11-21T03:20:00+08:00'),
    last: null,
  }
  const dueLine = (wait: Wait, doneThrough: string | null = null) =>
    /^ {2}due +(.*)$/m.exec(
      describeStates([{ ...state, doneThrough }], new Map([[state.name, wait]]), new Map()),
    )?.[1]
  const window = { from: day('2026-11-01'), to: day('2026-11-20') }

  it('says when the next look is', () => {
    expect(describeStates([state], new Map(), new Map())).toContain(
      '20 3 * * * (Asia/Shanghai), next 2026-11-21 03:20\n',
    )
  })

  it('says how far a job is with the windows that it makes up for', () => {
    const text = (leftMs: number | null) =>
      describeStates([state], new Map(), new Map([[state.name, { done: 12, of: 26, leftMs }]]))
    expect(text(61_200)).toContain('12 of 26 windows are done, about 62 s left\n')
    expect(text(null)).toContain('12 of 26 windows are done\n')
  })

  it('says what is due, what it waits for, and how to run it now', () => {
    expect(dueLine({ kind: 'turn', window })).toBe(
      '2026-11-01 to 2026-11-20, within minutes where "npm start" runs; now: npm run job -- backfill measures',
    )
    expect(dueLine({ kind: 'retry', window, tries: 2, at: Date.parse('2026-11-21T03:40:00+08:00') })).toBe(
      '2026-11-01 to 2026-11-20, failed 2 times, again at 2026-11-21 03:40; now: npm run job -- backfill measures',
    )
    expect(dueLine({ kind: 'logs', window, why: { kind: 'silent' } })).toBe(
      '2026-11-01 to 2026-11-20, waits for the logs: no ingest has said yet how far it is',
    )
  })

  it('tells a first day, whose windows are not over, from a job that is up to date', () => {
    expect(dueLine({ kind: 'time' })).toMatch(/^nothing yet: the first data are of today/)
    expect(dueLine({ kind: 'time' }, '2026-11-20')).toBe(
      'nothing; the newest window again: npm run job -- run measures',
    )
    expect(dueLine({ kind: 'data' })).toBe('nothing: the logs are empty')
  })
})
