import { describe, expect, it } from 'vitest'
import { monthlyWindows, monthOfWindow } from '../../../jobs/schedule/windows.ts'
import { formatDay, parseDay } from '../../../warehouse/platform/time/day.ts'

const day = (text: string) => parseDay(text) ?? Number.NaN
const windows = (today: string, since?: string, first = '2025-01-01') =>
  monthlyWindows(day(today), since === undefined ? undefined : day(since), day(first)).map(
    ({ from, to }) => `${formatDay(from)} ${formatDay(to)}`,
  )

describe('windows of a monthly measure', () => {
  it('begin at the first day with data, whole months and the running one up to yesterday', () => {
    expect(windows('2026-03-10', undefined, '2026-01-17')).toEqual([
      '2026-01-01 2026-01-31',
      '2026-02-01 2026-02-28',
      '2026-03-01 2026-03-09',
    ])
  })

  it('are none while there is no data, or none of a day that is over', () => {
    expect(monthlyWindows(day('2026-03-10'), undefined, undefined)).toEqual([])
    expect(windows('2026-03-10', undefined, '2026-03-10')).toEqual([])
  })

  it('are the running month once a day', () => {
    expect(windows('2026-03-10', '2026-03-08')).toEqual(['2026-03-01 2026-03-09'])
    expect(windows('2026-03-10', '2026-03-09')).toEqual([])
  })

  it('do the month that ended again until it settles on the 3rd', () => {
    expect(windows('2026-04-01', '2026-03-30')).toEqual(['2026-03-01 2026-03-31'])
    expect(windows('2026-04-02', '2026-03-31')).toEqual(['2026-03-01 2026-03-31', '2026-04-01 2026-04-01'])
    expect(windows('2026-04-03', '2026-04-01')).toEqual(['2026-03-01 2026-03-31', '2026-04-01 2026-04-02'])
    expect(windows('2026-04-04', '2026-04-02')).toEqual(['2026-04-01 2026-04-03'])
  })

  it('do a month once more when nobody was there on its settling day', () => {
    expect(windows('2026-04-11', '2026-04-01')).toEqual(['2026-03-01 2026-03-31', '2026-04-01 2026-04-10'])
    expect(windows('2026-04-12', '2026-04-10')).toEqual(['2026-04-01 2026-04-11'])
  })

  it('catch up in order after a long time, and never before the first day', () => {
    expect(windows('2026-05-02', '2026-02-20', '2026-02-03')).toEqual([
      '2026-02-01 2026-02-28',
      '2026-03-01 2026-03-31',
      '2026-04-01 2026-04-30',
      '2026-05-01 2026-05-01',
    ])
    expect(windows('2026-02-03', '2026-02-01', '2026-02-01')).toEqual(['2026-02-01 2026-02-02'])
  })

  it('lie in one month', () => {
    expect(monthOfWindow({ from: day('2026-02-01'), to: day('2026-02-17') })).toBe(day('2026-02-01'))
    expect(() => monthOfWindow({ from: day('2026-01-01'), to: day('2026-02-28') })).toThrow(
      /2026-01-01 … 2026-02-28 is no month/,
    )
    expect(() => monthOfWindow({ from: day('2026-02-02'), to: day('2026-02-28') })).toThrow(/is no month/)
  })
})
