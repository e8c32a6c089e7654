import { describe, expect, it } from 'vitest'
import { daysDue, windowEnding, windowNow } from '../../../jobs/bulletins/bulletinWindows.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'
import { at } from '../../warehouse/query/world.ts'

const said = (days: readonly number[]) => days.map(formatDay)

describe('the windows of bulletins', () => {
  it('of two days follow each other without a gap, over the year too', () => {
    const days = Array.from({ length: 60 }, (_, i) => at('2016-12-15') + i)
    const windows = days.flatMap(day => windowEnding('two_day', day) ?? [])
    expect(windows.length).toBe(30)
    for (const [i, { from }] of windows.slice(1).entries()) expect(from).toBe((windows[i]?.to ?? 0) + 1)
  })

  it('end with the Sunday and with the last day of the month', () => {
    expect(windowEnding('weekly', at('2026-11-22'))).toEqual({ from: at('2026-11-16'), to: at('2026-11-22') })
    expect(windowEnding('weekly', at('2026-11-23'))).toBeUndefined()
    expect(windowEnding('monthly', at('2024-02-29'))).toEqual({
      from: at('2024-02-01'),
      to: at('2024-02-29'),
    })
    expect(windowEnding('monthly', at('2024-02-28'))).toBeUndefined()
  })

  it('of this moment reach from the beginning of what runs to today', () => {
    expect(windowNow('monthly', at('2026-11-21'))).toEqual({ from: at('2026-11-01'), to: at('2026-11-21') })
    expect(windowNow('two_day', at('2026-11-21'))).toEqual({ from: at('2026-11-20'), to: at('2026-11-21') })
  })

  it('are at the very first the last of each cadence, after a stop those that were missed in the last month', () => {
    expect(said(daysDue(at('2026-11-21'), undefined))).toEqual(['2026-10-31', '2026-11-15', '2026-11-20'])
    expect(said(daysDue(at('2026-11-21'), at('2026-11-17')))).toEqual([
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
    ])
    expect(daysDue(at('2026-11-21'), at('2026-11-20'))).toEqual([])
    expect(said(daysDue(at('2026-11-21'), at('2026-01-01'))).slice(0, 1)).toEqual(['2026-10-21'])
  })
})
