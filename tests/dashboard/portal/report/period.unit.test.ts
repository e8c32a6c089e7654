import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Grain } from '../../../../api/contract.ts'
import {
  calendarOf,
  completeMonths,
  isDay,
  isFuture,
  isRunning,
  labelOf,
  lastComplete,
  shift,
  startOf,
} from '../../../../dashboard/portal/report/period.ts'
import * as comparison from '../../../../warehouse/platform/time/comparison.ts'
import { formatDay, parseDay } from '../../../../warehouse/platform/time/day.ts'

const GRAINS: Grain[] = ['day', 'week', 'month', 'quarter', 'year']

describe('periods of the pickers', () => {
  it('begin and follow each other as those of the reports do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 30_000 }), fc.constantFrom(...GRAINS), (day, grain) => {
        const from = comparison.startOf(grain, day)
        expect(parseDay(startOf(grain, formatDay(day)))).toBe(from)
        expect(parseDay(shift(grain, formatDay(day), 1))).toBe(comparison.endOf(grain, from) + 1)
        expect(shift(grain, shift(grain, formatDay(day), -1), 1)).toBe(formatDay(from))
      }),
    )
  })

  it('have a name', () => {
    expect(GRAINS.map(grain => labelOf(grain, '2026-11-25'))).toEqual([
      '2026年11月25日',
      '2026年11月23日至29日',
      '2026年11月',
      '2026年第4季度',
      '2026年',
    ])
    expect(labelOf('week', '2026-12-31')).toBe('2026年12月28日至2027年1月3日')
  })

  it('that begin after today are future, those that end after it are running', () => {
    const today = '2026-11-25'
    expect(isFuture('month', '2026-12-01', today)).toBe(true)
    expect(isFuture('month', '2026-11-30', today)).toBe(false)
    expect(isRunning('month', '2026-11-01', today)).toBe(true)
    expect(isRunning('month', '2026-10-31', today)).toBe(false)
    expect(isRunning('day', today, today)).toBe(true)
    expect(GRAINS.map(grain => lastComplete(grain, today))).toEqual([
      '2026-11-24',
      '2026-11-16',
      '2026-10-01',
      '2026-07-01',
      '2025-01-01',
    ])
  })

  it('a calendar covers its month in weeks from Monday', () => {
    const weeks = calendarOf('2026-11-25')
    expect(weeks[0]?.[0]).toBe('2026-10-26')
    expect(weeks.at(-1)).toContain('2026-11-30')
    expect(weeks.every(week => week.length === 7)).toBe(true)
  })

  it('the months of a line end with the last one that is over', () => {
    expect(completeMonths('2026-10-31', 3)).toEqual(['2026-08', '2026-09', '2026-10'])
    expect(completeMonths('2026-11-25', 3)).toEqual(['2026-08', '2026-09', '2026-10'])
    expect(completeMonths('2026-01-31', 2)).toEqual(['2025-12', '2026-01'])
  })

  it('a day is a date of the calendar', () => {
    expect(['2026-02-28', '2024-02-29'].every(isDay)).toBe(true)
    expect(['2026-02-29', '2026-13-01', '26-01-01', '', '2026-1-1'].some(isDay)).toBe(false)
  })
})
